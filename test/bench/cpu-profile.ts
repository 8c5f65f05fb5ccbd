import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

/** The parts on which a process of the artefact spends its CPU time, from V8's sampling profile. */

const profile = v.object({
  nodes: v.array(
    v.object({
      id: v.number(),
      callFrame: v.object({ functionName: v.string(), url: v.string(), lineNumber: v.number() }),
      children: v.optional(v.array(v.number()), []),
    }),
  ),
  samples: v.array(v.number()),
  timeDeltas: v.array(v.number()),
});

type Node = v.InferOutput<typeof profile>['nodes'][number];

/** Each part's share of the busy time, the largest first. */
export function partsIn(json: string): readonly (readonly [part: string, share: number])[] {
  const { nodes, samples, timeDeltas } = v.parse(profile, JSON.parse(json));
  const parents = new Map(nodes.flatMap((node) => node.children.map((id) => [id, node] as const)));
  const partBy = new Map(nodes.map((node) => [node.id, partOf(node, parents)]));
  const spent = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const part = partBy.get(id);
    const micros = timeDeltas[index] ?? 0;
    if (part === undefined || part === 'idle') continue;
    busy += micros;
    spent.set(part, (spent.get(part) ?? 0) + micros);
  }
  const shares = [...spent].map(([part, micros]) => [part, micros / busy] as const);
  return shares.toSorted(([, one], [, other]) => other - one);
}

/** A native function, which has no source, belongs to the part that calls it. */
function partOf(node: Node, parents: ReadonlyMap<number, Node>): string {
  const own = OWN.get(node.callFrame.functionName);
  if (own !== undefined) return own;
  for (let at: Node | undefined = node; at; at = parents.get(at.id)) {
    const { url, lineNumber } = at.callFrame;
    if (url !== '') return partIn(url.startsWith('file:') ? sourceAt(url, lineNumber) : url);
  }
  return 'the rest';
}

/** V8's own entries. */
const OWN: ReadonlyMap<string, string> = new Map([
  ['(idle)', 'idle'],
  ['(garbage collector)', 'garbage collection'],
  ['(program)', 'libuv and OpenSSL'],
]);

const PARTS: readonly (readonly [part: string, source: RegExp])[] = [
  ['got', /node_modules\/(got|@sindresorhus|cacheable|byte-counter|chunk-data|uint8array-extras)/],
  ['log', /node_modules\/(pino|sonic-boom|safe-stable|quick-format)|shared\/log\//],
  ['store, SQLite included', /shared\/store\//],
  ['checks', /shared\/verification\//],
  ['lifecycle and engine', /shared\/(lifecycle|engine|problems|async|reporting)\//],
  [
    'Functions Framework',
    /framework\/|node_modules\/(express|body-parser|@google-cloud\/functions)/,
  ],
  ['other code of ours', /^(shared|functions|infra)\//],
  ['Node: TLS', /^node:.*(tls|crypto)/],
  ['Node: UDP', /^node:.*(dgram|dns)/],
  ['Node: HTTP', /^node:.*http/],
  ['Node: streams and sockets', /^node:.*(stream|net|tty|fs|buffer)/],
  ['Node: events, promises, timers', /^node:/],
];

function partIn(source: string): string {
  return PARTS.find(([, pattern]) => pattern.test(source))?.[0] ?? 'other packages';
}

const sources = new Map<string, readonly string[]>();

/** The source of a line of the artefact, from the comment that the bundler puts above it. */
function sourceAt(url: string, line: number): string {
  const known = sources.get(url);
  if (known) return known[line] ?? url;
  let source = url;
  const lines = readFileSync(fileURLToPath(url), 'utf8')
    .split('\n')
    .map((text) => {
      if (text.startsWith('// ') && /\.[cm]?[jt]s$/.test(text)) source = text.slice(3);
      return source;
    });
  sources.set(url, lines);
  return lines[line] ?? url;
}
