import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { confinedGcloud } from '../infra/deploy/scripts.ts';
import { describeWith } from '../infra/deploy/tools.ts';
import {
  type Environment,
  type System,
  type Systems,
  systems,
} from '../infra/local/running-system.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { describeOn } from '../support/emulators.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The blocks of commands below a heading of the page. */
function blocksBelow(heading: string): string[] {
  const page = readFileSync(new URL('../../docs/one-machine.md', import.meta.url), 'utf8');
  const [, part = ''] = page.split(`\n## ${heading}\n`);
  const [own = ''] = part.split('\n## ');
  return [...own.matchAll(/^```\n(.*?)^```$/gms)].map(([, commands = '']) => commands);
}

/** A person who uses a system, in a folder of their own. */
interface Place extends AsyncDisposable {
  /** Runs the commands in bash, as the person would, whatever the exit code; resolves to all their output. */
  said(commands: string, more?: Environment): Promise<string>;
}

/** @param settings the person's own */
async function placeAt(settings: Environment): Promise<Place> {
  const running: Systems = systems();
  const { origin }: System = await running.started(settings);
  const own = {
    ...childEnvironment(),
    ...settings,
    PORT: new URL(origin).port,
    DATA_DIR: running.directory,
    // The tests ignore the deployment that `use` remembers on this machine.
    XDG_CONFIG_HOME: running.directory,
  };
  return {
    said(commands, more = {}) {
      const here = commands.replaceAll('http://127.0.0.1:8080', origin);
      const options = { cwd: ROOT, env: { ...own, ...more }, timeout: 600_000 };
      return new Promise((resolve) => {
        execFile('bash', ['-c', here], options, (_, stdout, stderr) => {
          resolve(`${stdout}${stderr}`);
        });
      });
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** @param sum the doctor's summary if everything is well */
function isSeenAtWork(place: () => Place, sum: RegExp): void {
  const [wrong = '', mended = '', rejected = '', repaired = ''] = blocksBelow('See it at work');
  const said: Place['said'] = (commands) => place().said(commands);

  it('shows which record is wrong, and how to change it', async () => {
    const shown = await said(wrong);
    assert.match(shown, /Published domain\.created for wrong\.example\.com/);
    assert.match(shown, /Change the A record of wrong\.example\.com from 198\.51\.100\.9 to 127\./);
  });

  it('shows the domain as live once the record is corrected', async () => {
    assert.match(await said(mended), /wrong\.example\.com {2}done\nAll are live\.\n/);
  });

  it('keeps a message that can never be valid, with the reason', async () => {
    const shown = await said(rejected);
    assert.match(shown, /\w+ +\S+ +https:\/\/blog\.example\.com\/ +domain: .* cannot be mapped/);
  });

  it('publishes it again once it is repaired, and everything is well', async () => {
    const [, id = ''] = /"id":"([^"]+)"/.exec(await said('./closte-domains rejected --json')) ?? [];
    const shown = await said(repaired.replace(' ID ', ` ${id} `));
    assert.match(shown, /Published domain\.created again/);
    assert.match(shown, /blog\.example\.com {2}done\nAll are live\.\n/);
    assert.match(shown, sum);
    assert.match(await said('./closte-domains rejected'), /^There are no rejected messages\.\n/);
  });
}

describeWith(['bash', 'curl'], '"See it at work", command by command', () => {
  let place: Place;
  before(async () => {
    place = await placeAt({});
  });
  after(() => place[Symbol.asyncDispose]());

  isSeenAtWork(() => place, /\nAll is well\.\n/);
});

describeWith(['bash', 'curl'], 'on one machine', () => {
  describeOn(['firestore', 'pubsub'], '"With Google\'s emulators", command by command', () => {
    const [, settings = '', topics = ''] = blocksBelow("With Google's emulators");
    let place: Place;

    before(async () => {
      const { FIRESTORE_EMULATOR_HOST = '', PUBSUB_EMULATOR_HOST = '' } = process.env;
      place = await placeAt({
        ...Object.fromEntries(
          [...settings.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
        ),
        FIRESTORE_EMULATOR_HOST,
        PUBSUB_EMULATOR_HOST,
        // Other tests use the emulators as well.
        GOOGLE_CLOUD_PROJECT: `demo-${randomUUID().slice(0, 8)}`,
        METADATA_SERVER_DETECTION: 'none',
      });
    });
    after(() => place[Symbol.asyncDispose]());

    it('is unwell without the topics of a deployment, which the commands of the page create', async () => {
      const unwell = await place.said('./closte-domains doctor');
      assert.match(unwell, /^wrong +the topic closte-domain-events +is missing/m);
      const folder = await place.said('printf %s "$DATA_DIR"');
      await place.said(topics, await confinedGcloud(folder, {}));
    });

    isSeenAtWork(() => place, /\nAll is well on the emulators; no deployment was looked at\.\n/);

    it('is also well if its project is named, and lists the parts that were not examined', async () => {
      const shown = await place.said('./closte-domains doctor --project "$GOOGLE_CLOUD_PROJECT"');
      assert.match(shown, /^skipped +functions, roles, secrets, jobs +not looked at: FIRESTORE_/m);
      assert.match(shown, /^well +the delivery of events +to http:\/\/127\.0\.0\.1:/m);
      assert.match(shown, /\nAll is well on the emulators; /);
    });
  });
});
