import {
  type EmulatorName,
  sharedVariable,
  startEmulator,
  whatLacks,
} from '../support/emulators.ts';
import {
  installWordPress,
  SHARED_WORDPRESS,
  whatWordPressLacks,
} from '../support/wordpress-installation.ts';

/** Real parts that take seconds to start, and are therefore started once for all test files. */
export interface SharedParts extends AsyncDisposable {
  /** Tells the test files where the parts are. */
  readonly environment: Readonly<Record<string, string>>;
}

interface Part {
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts every part that this machine has. If one does not start, each test file starts its own. */
export async function startSharedParts(): Promise<SharedParts> {
  const parts = (
    await Promise.all([emulator('firestore'), emulator('pubsub'), wordPress()])
  ).flat();
  return {
    environment: Object.assign({}, ...parts.map(({ environment }) => environment)),
    async [Symbol.asyncDispose]() {
      await Promise.all(parts.map(({ stop }) => stop()));
    },
  };
}

function emulator(name: EmulatorName): Promise<Part[]> {
  return startedUnless(whatLacks(name), async () => {
    const { host, stop } = await startEmulator(name);
    return { environment: { [sharedVariable(name)]: host }, stop };
  });
}

function wordPress(): Promise<Part[]> {
  return startedUnless(whatWordPressLacks(), async () => {
    const { folder, close } = await installWordPress();
    return { environment: { [SHARED_WORDPRESS]: folder }, stop: close };
  });
}

async function startedUnless(
  lack: string | undefined,
  start: () => Promise<Part>,
): Promise<Part[]> {
  if (lack !== undefined) return [];
  try {
    return [await start()];
  } catch (error) {
    console.error(error);
    return [];
  }
}
