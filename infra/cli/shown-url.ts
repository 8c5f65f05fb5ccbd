/** A URL as it may be shown: without the user name and password that it may contain. */
export function shownUrl(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@]*@/, '$1(not shown)@');
}
