import { type Logger, type LoggerOptions, pino } from 'pino';
import type { LogSettings } from '../settings/settings.ts';
import { onCloudRun } from './cloud-run.ts';
import { currentTrace } from './trace.ts';

/** Writes to standard output: an object a line as Cloud Logging reads it, or lines for a person. */
export async function openLog(settings: LogSettings): Promise<Logger> {
  if (settings.format === 'text') return textLog(settings.level);
  const withService = settings.service ? onCloudRun(settings.service) : undefined;
  const options: LoggerOptions = {
    level: settings.level,
    base: null,
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    mixin: currentTrace,
    formatters: {
      level: (name) => ({ severity: SEVERITIES[name] ?? 'DEFAULT' }),
      log: (fields) => {
        const told = withoutReservedKeys(fields);
        return withService ? withService(told) : told;
      },
    },
  };
  // Through the stream rather than its file descriptor: the framework adds the execution id there.
  return pino(options, process.stdout);
}

/** Cloud Logging's words for pino's levels. */
const SEVERITIES: Readonly<Record<string, string>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
};

/** What a line has of itself. JSON with a key twice is read differently by every reader. */
const RESERVED_KEYS: ReadonlySet<string> = new Set(['message', 'severity', 'time']);

/** The fields of a line, those with a reserved key under another one: `message_`. */
function withoutReservedKeys(fields: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(fields);
  if (!keys.some((key) => RESERVED_KEYS.has(key))) return fields;
  const renamed = (key: string) => (RESERVED_KEYS.has(key) ? `${key}_` : key);
  return Object.fromEntries(keys.map((key) => [renamed(key), fields[key]]));
}

async function textLog(level: LogSettings['level']): Promise<Logger> {
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty({
    sync: true,
    colorize: process.stdout.isTTY,
    translateTime: 'SYS:HH:MM:ss',
    hideObject: true,
    ignore: 'pid,hostname',
    messageFormat: (log) => {
      const cause = log.err instanceof Object && 'message' in log.err ? [log.err.message] : [];
      // Else a person would be told that something is wrong, but not what.
      const [domain, reason] = [log.domain, log.reason].map((told) => (told ? [told] : []));
      return [domain, log.msg, reason, cause].flat().join('  ');
    },
  });
  return pino({ level, base: null }, stream);
}
