/** The code of an error of Google's clients (https://grpc.github.io/grpc/core/md_doc_statuscodes.html). */
export function grpcCode(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number'
    ? error.code
    : undefined;
}
