/** A URL as it may be shown: without the password that it may have. */
export function shownUrl(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@]*@/, '$1(not shown)@');
}
