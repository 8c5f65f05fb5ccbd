import { type Logger, type LoggerOptions, pino } from 'pino';
import type { LogSettings } from '../settings/settings.ts';
import { currentTrace } from './trace.ts';

/** Writes to standard output: an object a line as Cloud Logging reads it, or lines for a person. */
export async function openLog(settings: LogSettings): Promise<Logger> {
  if (settings.format === 'text') return textLog(settings.level);
  const common: LoggerOptions = {
    level: settings.level,
    base: null,
    mixin: currentTrace,
    formatters: { log: withoutReservedKeys },
  };
  const options = settings.service ? await onCloudRun(settings.service, common) : plain(common);
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

/** The fields that Google's own configuration writes as well, without loading it. */
function plain(common: LoggerOptions): LoggerOptions {
  return {
    ...common,
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: {
      ...common.formatters,
      level: (name) => ({ severity: SEVERITIES[name] ?? 'DEFAULT' }),
    },
  };
}

/** Google's own: severity and trace as Cloud Logging has them, errors as Error Reporting groups them. */
async function onCloudRun(
  service: NonNullable<LogSettings['service']>,
  common: LoggerOptions,
): Promise<LoggerOptions> {
  const { createGcpLoggingPinoConfig } = await import('@google-cloud/pino-logging-gcp-config');
  return createGcpLoggingPinoConfig(
    {
      serviceContext: { service: service.name, version: service.revision },
      inihibitDiagnosticMessage: true,
      // Nothing is looked up, so that nothing is waited for.
      traceGoogleCloudProjectId: service.project,
    },
    common,
  );
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
