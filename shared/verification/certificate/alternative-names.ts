/**
 * The DNS names in a text such as `DNS:a.example.com, IP Address:192.0.2.7, DNS:"odd\u002c one"`, in lower
 * case. A name with characters that do not belong in names is written as JSON.
 * (https://nodejs.org/api/crypto.html#x509subjectaltname)
 *
 * @throws {SyntaxError} if the text does not have the platform's form
 */
export function dnsNames(subjectAltName: string): string[] {
  return entriesOf(subjectAltName)
    .filter((entry) => entry.startsWith(DNS))
    .map((entry) => unquoted(entry.slice(DNS.length)).toLowerCase());
}

const DNS = 'DNS:';

/** Splits at commas outside quotation marks. */
function entriesOf(text: string): string[] {
  const entries: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      isQuoted = !isQuoted;
    } else if (isQuoted && character === '\\') {
      at++;
    } else if (!isQuoted && text.startsWith(', ', at)) {
      entries.push(text.slice(start, at));
      start = at + 2;
    }
  }
  return [...entries, text.slice(start)];
}

function unquoted(value: string): string {
  return value.startsWith('"') ? String(JSON.parse(value)) : value;
}
