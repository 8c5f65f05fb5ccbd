/**
 * Preloaded into a process: sets its clock CLOCK_AHEAD_MS ahead, and CLOCK_JUMP_MS further with each SIGUSR2.
 * Both are milliseconds.
 */

let aheadMs = Number(process.env.CLOCK_AHEAD_MS);
const jumpMs = Number(process.env.CLOCK_JUMP_MS);

/** Google's clients ask for the time in both ways, and compare the answers. */
globalThis.Date = new Proxy(Date, {
  construct: (RealDate, given, newTarget) =>
    Reflect.construct(RealDate, given.length > 0 ? given : [RealDate.now() + aheadMs], newTarget),
  get: (RealDate, name, receiver) =>
    name === 'now' ? () => RealDate.now() + aheadMs : Reflect.get(RealDate, name, receiver),
});

process.on('SIGUSR2', () => {
  aheadMs += jumpMs;
});
