import { type Logger, pino } from 'pino';
import type { LogSettings } from './settings.ts';

/** Cloud Logging's words for pino's levels. */
const SEVERITIES: Readonly<Record<string, string>> = {
  trace: 'DEBUG',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

/** Writes to standard output: an object a line as Cloud Logging reads it, or lines for a person. */
export async function openLog({ format, level }: LogSettings): Promise<Logger> {
  if (format === 'text') return textLog(level);
  return pino({
    level,
    base: null,
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (name) => ({ severity: SEVERITIES[name] ?? 'DEFAULT' }) },
  });
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
      const domain = log.domain === undefined ? [] : [log.domain];
      return [...domain, log.msg, ...cause].join('  ');
    },
  });
  return pino({ level, base: null }, stream);
}
