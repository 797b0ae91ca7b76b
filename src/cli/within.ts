/** What `work` gives; after so many milliseconds what `late` gives, while the work goes on unheard. */
export async function within<T>(milliseconds: number, work: Promise<T>, late: () => T): Promise<T> {
  // Nobody hears of it any more if it fails later.
  work.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late()), milliseconds);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
