/** A signal that aborts as soon as a condition holds, however long that takes. */
export function abortedOnce(isSo: () => boolean): AbortSignal {
  const controller = new AbortController();
  const timer = setInterval(() => {
    if (!isSo()) return;
    clearInterval(timer);
    controller.abort();
  }, 5);
  return controller.signal;
}
