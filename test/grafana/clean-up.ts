/** What is to be undone at the end, the last first; Node 20 has no AsyncDisposableStack. */
export interface CleanUp extends AsyncDisposable {
  use<T extends AsyncDisposable>(resource: T): T;
  defer(undo: () => unknown): void;
}

export function cleanUp(): CleanUp {
  const steps: (() => unknown)[] = [];
  return {
    use: (resource) => {
      steps.push(() => resource[Symbol.asyncDispose]());
      return resource;
    },
    defer: (undo) => {
      steps.push(undo);
    },
    [Symbol.asyncDispose]: async () => {
      for (const step of steps.splice(0).reverse()) await step();
    },
  };
}
