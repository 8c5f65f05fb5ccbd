/** A file of the tree that is generated from the code. */
export interface GeneratedDocument<Content extends string | Uint8Array = string> {
  /** Its path from the root of the project. */
  readonly path: string;
  /** Its whole text, as it must be in the tree. */
  text(): Content;
}
