/** A file of the tree that is generated from the code. */
export interface GeneratedDocument<Content extends string | Uint8Array = string> {
  /** Its path from the root of the project. */
  readonly path: string;
  /** The whole content that it must have in the tree. */
  text(): Content;
}
