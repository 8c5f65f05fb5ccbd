/**
 * What `work` comes to, if it does within `ms` milliseconds; it is not called off otherwise.
 *
 * @throws what `late` makes when the time is over
 */
export async function inTime<Result>(
  ms: number,
  work: Promise<Result>,
  late: () => Error,
): Promise<Result> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(late()), ms);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
