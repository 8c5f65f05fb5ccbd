import assert from 'node:assert/strict';
import { cpSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inStage, publish, publishing, type Systems, systems } from './running-system.ts';

describe('the system on one machine', () => {
  let own: Systems;
  beforeEach(() => {
    own = systems();
  });
  afterEach(() => own[Symbol.asyncDispose]());

  const file = (name: string) => join(own.directory, name);

  it('accepts no event after its queue was deleted, and reports it', async () => {
    const { origin, program } = await own.started();
    rmSync(file('messages.db'));
    const response = await publishing(origin, 'domain.created', 'shop.example.com');
    assert.equal(response.status, 503);
    assert.match(await response.text(), /messages\.db was deleted or replaced while it was in use/);
    await program.writes(
      /the queue of messages fails, and is tried again: .*messages\.db was deleted/,
    );
  });

  it('accepts no event after the log of its queue was emptied, until it is started again', async () => {
    // A store that cannot be opened, so that events stay in the queue.
    const first = await own.started({ STORE: `sqlite:${own.directory}` });
    await publish(first.origin, 'domain.created', 'first.example.com');
    truncateSync(file('messages.db-wal'));
    const response = await publishing(first.origin, 'domain.created', 'shop.example.com');
    assert.equal(response.status, 503);
    assert.match(await response.text(), /messages\.db-wal was cut short while it was in use/);
    await first.program.writes(/the queue of messages fails, .*messages\.db-wal was cut short/);
    first.program.kill('SIGTERM');
    assert.equal(await first.program.ended(), 0, first.program.output());

    const second = await own.started();
    await publish(second.origin, 'domain.created', 'shop.example.com');
    await inStage(second, 'shop.example.com', 'done');
  });

  it('acknowledges no event after the log of its store was emptied, and carries it out after a restart', async () => {
    const first = await own.started();
    await publish(first.origin, 'domain.created', 'first.example.com');
    await inStage(first, 'first.example.com', 'done');
    truncateSync(file('domains.db-wal'));
    await publish(first.origin, 'domain.created', 'shop.example.com');
    await first.program.writes(/was not acknowledged; it is delivered again in \d+ ms/);
    await first.program.writes(/domains\.db-wal was cut short while it was in use/);
    assert.equal((await fetch(`${first.origin}/health`)).status, 503);
    first.program.kill('SIGKILL');
    await first.program.ended();

    const second = await own.started();
    await inStage(second, 'shop.example.com', 'done');
  });

  it('acknowledges no event after its store was deleted, and carries it out after a restart', async () => {
    const first = await own.started();
    await publish(first.origin, 'domain.created', 'first.example.com');
    await inStage(first, 'first.example.com', 'done');
    rmSync(file('domains.db'));
    assert.equal((await fetch(`${first.origin}/health`)).status, 503);
    await publish(first.origin, 'domain.created', 'shop.example.com');
    await first.program.writes(
      /domain\.created\) was not acknowledged; it is delivered again in \d+ ms/,
    );
    await first.program.writes(/domains\.db was deleted or replaced while it was in use/);
    first.program.kill('SIGTERM');
    assert.equal(await first.program.ended(), 0, first.program.output());

    const second = await own.started();
    await inStage(second, 'shop.example.com', 'done');
  });

  it('goes on once a moved store is put back', async () => {
    const system = await own.started();
    await publish(system.origin, 'domain.created', 'first.example.com');
    await inStage(system, 'first.example.com', 'done');
    renameSync(file('domains.db'), file('elsewhere.db'));
    await publish(system.origin, 'domain.created', 'shop.example.com');
    await system.program.writes(/was not acknowledged; it is delivered again in \d+ ms/);
    renameSync(file('elsewhere.db'), file('domains.db'));
    await inStage(system, 'shop.example.com', 'done');
  });

  it('goes on from a copy of its folder that was made while it was not running', async () => {
    const state = join(own.directory, 'state');
    const ran = async (domain: string) => {
      const system = await own.started({ DATA_DIR: state });
      await publish(system.origin, 'domain.created', domain);
      await inStage(system, domain, 'done');
      return system;
    };
    const first = await ran('first.example.com');
    first.program.kill('SIGTERM');
    await first.program.ended();
    cpSync(state, file('backup'), { recursive: true });
    const second = await ran('second.example.com');
    second.program.kill('SIGKILL');
    await second.program.ended();
    rmSync(state, { recursive: true });
    renameSync(file('backup'), state);

    const third = await ran('third.example.com');
    await inStage(third, 'first.example.com', 'done');
    assert.equal((await fetch(`${third.origin}/domains/second.example.com`)).status, 404);
  });

  it('starts with a damaged message in its queue, names it, and delivers the others', async () => {
    const closed = { STORE: `sqlite:${own.directory}` };
    const first = await own.started(closed);
    await publish(first.origin, 'domain.created', 'bad.example.com');
    await publish(first.origin, 'domain.created', 'good.example.com');
    first.program.kill('SIGKILL');
    await first.program.ended();
    const database = new DatabaseSync(file('messages.db'));
    database.exec(`UPDATE messages SET message = '{' WHERE id = 1`);
    database.close();

    const second = await own.started();
    await second.program.writes(/message 1 of the queue is damaged; it stays there/);
    await inStage(second, 'good.example.com', 'done');
  });
});
