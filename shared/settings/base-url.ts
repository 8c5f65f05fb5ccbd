/** A URL that paths are appended to, without trailing slashes. */
export function baseUrl(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end--;
  return url.slice(0, end);
}
