import { SettingsError } from '../../shared/settings/settings.ts';
import { ForeignStateError } from './foreign-state.ts';
import { LocalSettingsError } from './local-settings.ts';
import { StateFolderError } from './state-folder.ts';

/** Errors whose messages need no stack. */
const TOLD = [SettingsError, LocalSettingsError, ForeignStateError, StateFolderError];

/** Why the system did not start and what to do, in one sentence; the whole stack if it is a fault of ours. */
export function startingFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (TOLD.some((kind) => error instanceof kind)) return error.message;
  if (!('code' in error && 'syscall' in error)) return error.stack ?? error.message;

  const where = 'port' in error && 'address' in error ? `${error.address}:${error.port}` : '';
  switch (error.code) {
    case 'EADDRINUSE':
      return `${where} is in use already; end the program that listens there, or set PORT to another port.`;
    case 'EACCES':
      if (error.syscall === 'listen')
        return `Listening on ${where} is not allowed; set PORT to 1024 or more.`;
      return `${error.message}; set DATA_DIR to a folder that can be written to.`;
    case 'ENOSPC':
      return 'There is no room left for the state; make room, or set DATA_DIR to a folder on another disk.';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is not an address of this machine (${error.message}).`;
    default:
      return error.message;
  }
}
