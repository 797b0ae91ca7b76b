/**
 * Runs `work` on the items in their order, up to `size` of them under way at a time, until `work`
 * says that it is over. New ones are begun when half are done, so that they go out together. The
 * results are those of the items that were begun, in order.
 */
export function inWindow<T, R>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<R>,
  isOver: (result: R) => boolean,
): Promise<readonly R[]> {
  return new Promise((resolve, reject) => {
    const results: R[] = [];
    let next = 0;
    let underWay = 0;
    let over = false;
    const fill = () => {
      while (underWay < size && next < items.length && !over) begin(next++);
      if (underWay === 0) resolve(results);
    };
    const begin = (index: number) => {
      underWay += 1;
      work(items[index] as T).then((result) => {
        results[index] = result;
        over ||= isOver(result);
        underWay -= 1;
        if (underWay <= size / 2) fill();
      }, reject);
    };
    fill();
  });
}
