/** Values as a line of blocks, from the lowest to the highest of them; a blank is not known. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return values
    .map((value) => {
      if (value === null) return ' ';
      // A level line says that nothing moved, wherever it lies.
      if (most === least) return BLOCKS[3];
      return BLOCKS[Math.round(((value - least) / (most - least)) * (BLOCKS.length - 1))];
    })
    .join('');
}

const BLOCKS = [...'▁▂▃▄▅▆▇█'];
