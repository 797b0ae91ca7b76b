/** `1 row`, `2 rows`; `many` where an s is not what makes several of one. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
