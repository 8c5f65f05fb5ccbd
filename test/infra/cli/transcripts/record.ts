import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import pMap from 'p-map';
import { CLEARED_LINE } from '../../../../infra/cli/progress.ts';
import { terminal } from '../../../support/terminal.ts';
import { MAIN, workplace } from '../cli.ts';
import type { Session } from './sessions.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');

/** Where the transcript of a session is kept. */
export const fileOf = (command: string) =>
  fileURLToPath(new URL(`recorded/${command}.txt`, import.meta.url));

/** The transcripts of all sessions, by their commands; a few sessions at a time. */
export async function transcriptsOf(sessions: readonly Session[]): Promise<Map<string, string>> {
  const recorded = await pMap(
    sessions,
    async (session) => [session.command, await transcriptOf(session)] as const,
    { concurrency: 4 },
  );
  return new Map(recorded);
}

/**
 * Runs the calls of a session, in a folder of its own and at a terminal with 80 columns.
 *
 * @returns the output as a person sees it, without colours and without everything that changes from day to
 * day
 */
async function transcriptOf({ command, prepare, calls }: Session): Promise<string> {
  await using place = await workplace();
  const environment = (await prepare?.(place)) ?? {};
  const parts: string[] = [];
  for (const written of [`help ${command}`, ...calls]) {
    await using tool = terminal(`'${process.execPath}' '${MAIN}' ${written}`, {
      cwd: place.folder,
      environment: { XDG_CONFIG_HOME: `${place.folder}/.config`, ...environment },
    });
    const code = await tool.ended;
    const said = plain(tool.shown(), place.folder);
    parts.push(`$ closte-domains ${plain(written, place.folder)}\n${said}(exit code ${code})\n`);
  }
  return parts.join('\n');
}

/** The last text of each line: one that shows progress is cleared and written again. */
function lastOfEachLine(shown: string): string {
  return shown
    .split('\n')
    .map((line) => line.split(CLEARED_LINE).at(-1) ?? '')
    .join('\n');
}

/** Replaces everything that differs from run to run by a fixed text. */
function plain(shown: string, folder: string): string {
  return (
    stripVTControlCharacters(lastOfEachLine(shown))
      .replaceAll('\r', '')
      .replaceAll(folder, '/work')
      .replaceAll(ROOT, '/clone')
      .replace(/(127\.0\.0\.1(?::| port ))\d{5}/g, '$112345')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}Z)?/g, '2026-11-22T10:00:00.000Z')
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '2026-11-22 10:00:00 UTC')
      .replace(/(?<=from |to )\d{4}-\d\d-\d\d(?! )|\d{4}-\d\d-\d\d(?= to)/g, '2026-11-22')
      .replace(/\b\d+ (s|min|h|days?)(?=\s+ago)/g, '1 min')
      // A line break may be within these words.
      .replace(/(?<=\bin\s+)\d+ (s|min|h|days?)/g, '5 h')
      .replace(/\d+ s from that of/g, '0 s from that of')
  );
}
