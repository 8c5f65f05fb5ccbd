/**
 * Wraps an object so that `point` is called with the method's name before each call, and again once it has
 * completed.
 */
export function withCrashPoints<T extends object>(target: T, point: (name: string) => void): T {
  return new Proxy(target, {
    get(object, property, receiver) {
      const value: unknown = Reflect.get(object, property, receiver);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        point(`before ${String(property)}`);
        const result: unknown = await Reflect.apply(value, object, args);
        point(`after ${String(property)}`);
        return result;
      };
    },
  });
}
