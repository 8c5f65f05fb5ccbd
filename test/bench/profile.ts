import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMsOf } from './cpu.ts';
import { partsIn } from './cpu-profile.ts';
import { deploy } from './deployed.ts';
import { percent } from './figures.ts';
import { sendEvents } from './rows/warm-events.ts';
import { openWorld } from './world/world.ts';

/**
 * Prints what warm events spend their CPU time on: `node test/bench/profile.ts`. Profiling doubles the cost,
 * so only the shares are taken from the profile; the time is measured without it.
 */

const WARM_UP = 200;
const EVENTS = 800;

const world = await openWorld();
try {
  const { start } = deploy(join(world.folder, 'deployed'));
  const environment = (name: string) => ({
    ...world.environment(),
    STORE: `sqlite:${join(world.memory, name)}`,
  });
  const plain = await start('domainEvents', environment('plain.db'));
  await sendEvents(plain, WARM_UP);
  const before = cpuMsOf(plain.pid);
  await sendEvents(plain, EVENTS);
  const eachMs = (cpuMsOf(plain.pid) - before) / EVENTS;
  await plain.close();

  const flags = ['--cpu-prof', `--cpu-prof-dir=${world.folder}`, '--cpu-prof-interval=200'];
  const profiled = await start('domainEvents', {
    ...environment('profiled.db'),
    NODE_OPTIONS: flags.join(' '),
  });
  await sendEvents(profiled, WARM_UP + EVENTS);
  profiled.kill('SIGINT');
  while (profiled.isRunning()) await sleep(50);
  const files = readdirSync(world.folder).filter((name) => name.endsWith('.cpuprofile'));
  const [longest = ''] = files
    .map((name) => readFileSync(join(world.folder, name), 'utf8'))
    .toSorted((one, other) => other.length - one.length);

  console.log(
    `An event takes ${eachMs.toFixed(1)} ms of CPU, spent on:\n\n| part | share |\n|---|--:|`,
  );
  for (const [part, share] of partsIn(longest)) console.log(`| ${part} | ${percent(share)} |`);
} finally {
  await world.close();
}
