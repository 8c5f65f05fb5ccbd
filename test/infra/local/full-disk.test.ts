import assert from 'node:assert/strict';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/free-port.ts';
import { type SmallDisk, smallDiskOrSkip } from '../../support/small-disk.ts';
import {
  inStage,
  publish,
  publishing,
  type System,
  type Systems,
  systems,
} from './running-system.ts';

describe('the system on one machine, on a full disk', () => {
  let disk: SmallDisk;
  let own: Systems;

  beforeEach(function () {
    disk = smallDiskOrSkip(this);
    own = systems(disk.directory);
  });
  afterEach(async () => {
    await own?.[Symbol.asyncDispose]();
    disk?.[Symbol.dispose]();
  });

  /** Publishes until an event is refused; returns the domains of the accepted ones. */
  async function publishUntilFull({ origin }: System): Promise<string[]> {
    for (const taken: string[] = []; ; ) {
      const domain = `shop-${taken.length}.example.com`;
      const response = await publishing(origin, 'domain.created', domain);
      const answer = await response.text();
      if (response.status !== 200) {
        assert.equal(response.status, 503, answer);
        assert.match(answer, /UNAVAILABLE/);
        return taken;
      }
      taken.push(domain);
    }
  }

  it('reports it, goes on, and loses no acknowledged event', async () => {
    const system = await own.started();
    await publish(system.origin, 'domain.created', 'first.example.com');
    await inStage(system, 'first.example.com', 'done');

    disk.fill();
    const taken = await publishUntilFull(system);
    await system.program.writes(/the queue of messages fails, and is tried again: .*\n/);
    disk.empty();

    await publish(system.origin, 'domain.created', 'last.example.com');
    for (const domain of [...taken, 'last.example.com']) await inStage(system, domain, 'done');
    assert.match(system.program.output(), /the queue of messages works again/);
    system.program.kill('SIGTERM');
    assert.equal(await system.program.ended(), 0, system.program.output());
  });

  it('still has the acknowledged events after a restart', async () => {
    const first = await own.started();
    await publish(first.origin, 'domain.created', 'first.example.com');
    await inStage(first, 'first.example.com', 'done');
    disk.fill();
    const taken = await publishUntilFull(first);
    first.program.kill('SIGKILL');
    await first.program.ended();
    disk.empty();

    const second = await own.started();
    for (const domain of ['first.example.com', ...taken]) await inStage(second, domain, 'done');
  });

  it('does not start for the first time, and says why in a sentence', async () => {
    disk.fill();
    const program = own.start();
    assert.equal(await program.ended(), 1);
    assert.match(
      program.output(),
      /^(No state can be kept in .*; make sure|There is no room left).*\n$/,
    );
  });

  for (const LOG_FORMAT of ['text', 'json']) {
    it(`goes on if its log (${LOG_FORMAT}) does not fit on it either`, async () => {
      const stdout = openSync(join(disk.directory, 'log'), 'a');
      const PORT = String(await freePort());
      const program = own.start({ PORT, LOG_FORMAT }, { stdout });
      const system = { program, origin: `http://127.0.0.1:${PORT}` };
      await isUp(system);
      disk.fill(stdout);
      await publishUntilFull(system);
      const before = fstatSync(stdout).size;
      for (let sweeps = 0; sweeps < 3; sweeps += 1) {
        const sweep = await fetch(`${system.origin}/verifyDomains`, { method: 'POST' });
        await sweep.text();
      }
      assert.equal(fstatSync(stdout).size, before);
      disk.empty();
      await publish(system.origin, 'domain.created', 'last.example.com');
      await inStage(system, 'last.example.com', 'done');
      closeSync(stdout);
    });
  }

  async function isUp({ origin, program }: System): Promise<void> {
    for (;;) {
      const answer = await fetch(`${origin}/health`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(50);
      if (program.output().includes('rror')) assert.fail(program.output());
    }
  }
});
