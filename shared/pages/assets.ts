import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A file that the pages load. */
export interface Asset {
  readonly type: string;
  readonly content: string;
  /** Changes with the file's content. */
  readonly version: string;
}

const TYPES: Readonly<Record<string, string>> = {
  'status.css': 'text/css; charset=utf-8',
  'status.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

const read = new Map<string, Asset>();

/** The file of this name; undefined if the pages have no such file. */
export function assetNamed(name: string): Asset | undefined {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) return undefined;
  const asset = read.get(name) ?? readAsset(name, type);
  read.set(name, asset);
  return asset;
}

function readAsset(name: string, type: string): Asset {
  const content = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
  const version = createHash('sha256').update(content).digest('base64url').slice(0, 16);
  return { type, content, version };
}
