/** One thing that is wrong with a message. */
export interface MessageIssue {
  /** The field's path, such as `network.addresses.0`; empty for the message as a whole. */
  readonly field: string;
  readonly message: string;
}
