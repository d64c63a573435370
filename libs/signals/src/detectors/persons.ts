/** How many persons make a text personal data: one address in a file or a commit is ordinary, a list is not. */
const LEAST_PERSONS = 3;

const ADDRESS = /(?<![A-Za-z0-9._%+-])([A-Za-z0-9._%+-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24})\b/gu;
/** Lines that name the people who made a change. */
const AUTHORSHIP = /^\W{0,8}(?:author|commit|committer|tagger|co-authored-by|signed-off-by|reviewed-by|acked-by|maintainers?)\b/iu;
const ROLES = new Set(['git', 'noreply', 'no-reply', 'info', 'support', 'hello', 'contact', 'admin', 'security', 'postmaster', 'root']);
const RESERVED = /(?:^|\.)(?:example\.(?:com|org|net)|test|invalid|localhost|localdomain)$/iu;

/** Several persons' addresses, a table or records of persons, or national numbers named as such. */
export function hasPersons(text: string): boolean {
  return (
    (text.includes('@') && (hasAddresses(text) || (/mail/iu.test(text) && (hasTable(text) || hasRecords(text))))) ||
    hasNationalNumbers(text) ||
    hasPhones(text)
  );
}

function hasAddresses(text: string): boolean {
  const persons = new Set<string>();
  for (const line of text.split('\n')) {
    if (!line.includes('@') || AUTHORSHIP.test(line)) continue;
    for (const [, local = '', domain = ''] of line.matchAll(ADDRESS)) {
      if (ROLES.has(local.toLowerCase()) || local.includes('noreply') || RESERVED.test(domain)) continue;
      persons.add(`${local}@${domain}`.toLowerCase());
      if (persons.size >= LEAST_PERSONS) return true;
    }
  }
  return false;
}

const COLUMN = /^["'\s]*(?:e-?mail(?:[ _]?address)?)["'\s]*$/iu;
const OTHER_COLUMN = /name|phone|address|birth|gender|salary|ssn|customer|street|city/iu;

/** A header row with an e-mail column and another that tells of a person, and an address in the next rows. */
function hasTable(text: string): boolean {
  const lines = text.split('\n', 2000);
  return lines.some((line, at) => {
    if (line.length > 2000 || !/mail/iu.test(line)) return false;
    const columns = line.split(/[,;\t|]/u);
    if (!columns.some((column) => COLUMN.test(column)) || !columns.some((column) => !COLUMN.test(column) && OTHER_COLUMN.test(column)))
      return false;
    return lines.slice(at + 1, at + 4).some((row) => row.includes('@'));
  });
}

const RECORD_ADDRESS = /(?:"e-?mail(?:_?address)?"\s{0,4}:\s{0,4}"|^e-?mail(?:_?address)?\n)([^"@\s]{1,64}@[^"@\s]{1,255})/gimu;
const RECORD_NAME = /"(?:first_?|last_?|full_?|customer_?)?name"\s{0,4}:|^(?:first_?|last_?|full_?|customer_?)?name$/imu;
const RECORD_MORE =
  /"(?:phone(?:_?number)?|mobile|address|street|birth_?date|date_of_birth|dob|ssn|customer_?id|salary|iban)"\s{0,4}:|^(?:phone(?:_?number)?|mobile|address|street|birth_?date|date_of_birth|dob|ssn|customer_?id|salary|iban)$/imu;

/** Records (JSON, or a name or value a line) with an address and a name: two of them, or one that tells more of the person. */
function hasRecords(text: string): boolean {
  const persons = distinct(text, RECORD_ADDRESS, 2);
  return persons.size > 0 && ((persons.size >= 2 && RECORD_NAME.test(text)) || RECORD_MORE.test(text));
}

const NATIONAL = /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/gu;

function hasNationalNumbers(text: string): boolean {
  const numbers = distinct(text, NATIONAL, LEAST_PERSONS);
  return numbers.size >= LEAST_PERSONS || (numbers.size > 0 && /\bssn\b|social[ _]security|national[ _]id/iu.test(text));
}

const PHONE = /\+[1-9]\d{0,2}[ .(-]{1,2}(?:\d[ .()-]{0,2}){6,11}\d/gu;

function hasPhones(text: string): boolean {
  const numbers = distinct(text, PHONE, LEAST_PERSONS);
  return numbers.size >= LEAST_PERSONS && /phone|mobile|\btel\b/iu.test(text);
}

/** What a pattern finds, each once, whatever signs stand between its digits; more than are asked for are not looked for. */
function distinct(text: string, pattern: RegExp, most: number): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [match, part] of text.matchAll(pattern)) {
    found.add(part === undefined ? match.replaceAll(/\D/gu, '') : part.toLowerCase());
    if (found.size >= most) break;
  }
  return found;
}
