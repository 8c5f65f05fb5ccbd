import { type Logger, type LoggerOptions, pino } from 'pino';
import { legible } from '../problems/legible.ts';
import type { LogSettings } from '../settings/settings.ts';
import { currentTrace } from './trace.ts';

/**
 * Opens a log on standard output: JSON, one object a line, as Cloud Logging reads it; or as text for a
 * person.
 */
export async function openLog(settings: LogSettings): Promise<Logger> {
  if (settings.format === 'text') return textLog(settings.level);
  const common: LoggerOptions = {
    level: settings.level,
    base: null,
    mixin: currentTrace,
    formatters: { log: withoutReservedKeys },
  };
  const options = settings.service ? await onCloudRun(settings.service, common) : plain(common);
  // Writes through the stream rather than its file descriptor, since the framework adds the execution id
  // there.
  return pino(options, process.stdout);
}

/** Cloud Logging's words for pino's levels. */
const SEVERITIES: Readonly<Record<string, string>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
};

/**
 * Keys that every line has of its own. If a JSON object has a key twice, readers differ in which value they
 * use.
 */
const RESERVED_KEYS: ReadonlySet<string> = new Set(['message', 'severity', 'time']);

/** The fields of a line, with a reserved key renamed: `message_`. */
function withoutReservedKeys(fields: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(fields);
  if (!keys.some((key) => RESERVED_KEYS.has(key))) return fields;
  const renamed = (key: string) => (RESERVED_KEYS.has(key) ? `${key}_` : key);
  return Object.fromEntries(keys.map((key) => [renamed(key), fields[key]]));
}

/** The options that Google's configuration sets as well, without loading it. */
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

/** Google's own configuration: severity and trace for Cloud Logging, errors for Error Reporting. */
async function onCloudRun(
  service: NonNullable<LogSettings['service']>,
  common: LoggerOptions,
): Promise<LoggerOptions> {
  const { createGcpLoggingPinoConfig } = await import('@google-cloud/pino-logging-gcp-config');
  return createGcpLoggingPinoConfig(
    {
      serviceContext: { service: service.name, version: service.revision },
      inihibitDiagnosticMessage: true,
      // With the given project, no look-up delays the log.
      traceGoogleCloudProjectId: service.project,
    },
    common,
  );
}

/** The most characters of each part of a line for a person. */
const MAX_TOLD = 2000;

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
      // Without these, a person would see that something is wrong, but not what.
      const [domain, reason] = [log.domain, log.reason].map((told) => (told ? [told] : []));
      // A line about no domain often consists of figures.
      const figures = log.domain === undefined ? figuresIn(log) : [];
      // Strangers may have written parts of it, and a terminal obeys control characters.
      const told = [domain, log.msg, figures, reason, cause].flat();
      return told.map((text) => legible(String(text), MAX_TOLD)).join('  ');
    },
  });
  return pino({ level, base: null }, stream);
}

/** Pino's own fields of a line. */
const OWN: ReadonlySet<string> = new Set(['level', 'time']);

/** The numbers of a line, and the stage that they are about: `claimed=3`. */
function figuresIn(log: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(log).flatMap(([name, value]) =>
    !OWN.has(name) && (typeof value === 'number' || name === 'stage') ? [`${name}=${value}`] : [],
  );
}
