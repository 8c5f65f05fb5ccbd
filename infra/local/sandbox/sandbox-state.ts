import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { makeFolder } from '../../../shared/store/make-folder.ts';
import { dnsOverride } from './sandbox-dns.ts';

const stateSchema = v.object({
  aliases: v.array(v.object({ domain: v.string(), addedAt: v.number() })),
  refusals: v.array(v.string()),
  dns: v.record(v.string(), dnsOverride),
});

/** The state that the sandbox keeps from one run to the next. */
export type SandboxState = v.InferOutput<typeof stateSchema>;

/**
 * The state that an earlier run has saved in `file`; empty if there is no such file.
 *
 * @throws {Error} that names the file, if it holds something else
 */
export function loadState(file: string): SandboxState {
  try {
    return v.parse(stateSchema, JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (isNotFound(error)) return { aliases: [], refusals: [], dns: {} };
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} is not the sandbox's state (${cause}); remove it to start afresh`);
  }
}

/** Saves the state: whenever the process ends, either the old file or the new one is left. */
export function saveState(file: string, state: SandboxState): void {
  writeWhole(file, `${JSON.stringify(state, undefined, 2)}\n`);
}

/** Writes a file beside the old one, then moves it into place. Only its owner may read it. */
export function writeWhole(file: string, content: string): void {
  makeFolder(dirname(file));
  const beside = `${file}.new`;
  writeFileSync(beside, content, { mode: 0o600 });
  renameSync(beside, file);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
