/** A file of the tree that the code has all of, so that it is written by it. */
export interface GeneratedDocument<Content extends string | Uint8Array = string> {
  /** From the root of the project. */
  readonly path: string;
  /** All of it, as it has to be in the tree. */
  text(): Content;
}
