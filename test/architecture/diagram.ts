import { readFileSync } from 'node:fs';

/** A row of the table of rooms in ARCHITECTURE.md. */
export interface Room {
  /** As the table writes it: `store/`. */
  readonly name: string;
  readonly floor: string;
  /** The rooms that it may import, without itself. */
  readonly imports: ReadonlySet<string>;
  /** Those of them that its row names individually rather than by floor. */
  readonly named: ReadonlySet<string>;
  /** Those of them from which it may import only types. */
  readonly typesOnly: ReadonlySet<string>;
}

const HEADER = '| floor | room | what it is for | may import |';
const CELL_OF_ROOM = /^`([a-z-]+\/)`( \(types only\))?$/;

/** The rooms that ARCHITECTURE.md draws, in its order. A cell that cannot be read is an error. */
export function drawnRooms(): readonly Room[] {
  const lines = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8').split('\n');
  const start = lines.indexOf(HEADER) + 2;
  const end = lines.findIndex((line, index) => index >= start && !line.startsWith('|'));
  let floor = '';
  const rows = lines.slice(start, end).map((line) => {
    const [floorCell = '', room = '', , mayImport = ''] = cellsOf(line);
    floor = floorCell === '' ? floor : floorCell;
    return { floor, name: roomIn(room).name, cells: mayImport.split(', ') };
  });
  const roomsOn = (name: string) => rows.filter((row) => row.floor === name).map((row) => row.name);
  return rows.map(({ floor, name, cells }) => {
    const imports = new Set<string>();
    const named = new Set<string>();
    const typesOnly = new Set<string>();
    for (const cell of cells.filter((cell) => cell !== 'nothing')) {
      const floorsRooms = roomsOn(cell);
      if (floorsRooms.length > 0) {
        for (const room of floorsRooms) imports.add(room);
        continue;
      }
      const room = roomIn(cell);
      imports.add(room.name);
      named.add(room.name);
      if (room.typesOnly) typesOnly.add(room.name);
    }
    return { name, floor, imports, named, typesOnly };
  });
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function roomIn(cell: string): { readonly name: string; readonly typesOnly: boolean } {
  const [, name, typesOnly] = CELL_OF_ROOM.exec(cell) ?? [];
  if (name === undefined) throw new Error(`ARCHITECTURE.md names no floor and no room “${cell}”`);
  return { name, typesOnly: typesOnly !== undefined };
}
