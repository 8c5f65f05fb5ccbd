/** `npm start`: the whole system on one machine, until it is told to end. */
import { once } from 'node:events';
import { banner } from './banner.ts';
import { endAtLast } from './end-at-last.ts';
import { startLocalSystem } from './local-system.ts';
import { startingFault } from './starting-fault.ts';

// A log that cannot be written, because the disk is full or nobody reads it any longer, must not end the process.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  await using system = await startLocalSystem(process.env);
  console.log(banner(system));
  for (const concern of system.concerns) concern.then((told) => told && console.error(told));
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  console.log('Ending; the state is kept.');
} catch (error) {
  console.error(startingFault(error));
  process.exitCode = 1;
}
endAtLast(1000);
