/**
 * Runs `work` on the items in their order, `size` of them under way at a time, until `work` says
 * that it is over. The results are those of the items that were begun, in order.
 */
export async function inWindow<T, R>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<R>,
  isOver: (result: R) => boolean,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  let over = false;
  const worker = async () => {
    for (let index = next++; index < items.length && !over; index = next++) {
      const result = await work(items[index] as T);
      results[index] = result;
      over ||= isOver(result);
    }
  };
  await Promise.all(Array.from({ length: size }, worker));
  return results;
}
