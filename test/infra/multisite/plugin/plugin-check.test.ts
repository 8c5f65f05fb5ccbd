import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FILES, PLUGIN } from './plugin.ts';

/**
 * The requirements of WordPress's "Plugin Check" and coding standard that can be checked in the text of the
 * files. Neither is available as a package for these tests.
 */

const README = join(dirname(PLUGIN), 'readme.txt');

const sources = FILES.map((file) => ({ name: basename(file), text: readFileSync(file, 'utf8') }));

/** The lines of all files, each with the one before it. */
const lines = sources.flatMap(({ name, text }) => {
  const all = text.split('\n');
  return all.map((line, index) => ({
    where: `${name}:${index + 1}`,
    line: line.trim(),
    before: all[index - 1]?.trim() ?? '',
  }));
});
const code = lines.filter(({ line }) => !/^(\*|\/\*|\/\/)/.test(line));

/** Where a pattern is in the code. */
const places = (pattern: RegExp) =>
  code.flatMap(({ where, line }) => (pattern.test(line) ? [`${where} ${line}`] : []));

const fieldsOf = (text: string) =>
  new Map(
    [...text.matchAll(/^(?: \* )?([A-Z][\w ]+?): +(\S.*)$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );

describe('the plugin', () => {
  it('has the fields of a header that WordPress reads, with the same values as its readme', () => {
    const header = fieldsOf(readFileSync(PLUGIN, 'utf8').split('*/')[0] ?? '');
    const readme = fieldsOf(readFileSync(README, 'utf8').split('== Description')[0] ?? '');
    for (const field of ['Plugin Name', 'Description', 'Version', 'Text Domain', 'Network']) {
      assert.ok(header.has(field), field);
    }
    for (const field of ['Requires at least', 'Requires PHP', 'License', 'License URI']) {
      assert.ok(header.has(field), field);
      assert.equal(readme.get(field), header.get(field), field);
    }
    assert.equal(readme.get('Stable tag'), header.get('Version'));
    assert.match(readFileSync(PLUGIN, 'utf8'), new RegExp(`VERSION = '${header.get('Version')}'`));
    assert.match(readFileSync(README, 'utf8'), /^=== Closte domain sync ===\n/);
  });

  it('declares nothing outside its namespace', () => {
    for (const { name, text } of sources) {
      if (name !== 'uninstall.php') assert.match(text, /^namespace Closte_Domain_Sync;$/m, name);
    }
  });

  it('gives its own hooks, options, tables and actions its own prefix', () => {
    const named = sources.flatMap(({ name, text }) =>
      [
        ...text.matchAll(
          /(?:(?:get|update|delete)_network_option\( [^,]+, |base_prefix \. |const \w+_(?:HOOK|ACTION|OPTION|SCHEDULE) += )'(\w+)'/g,
        ),
      ].map(([, own = '']) => `${name} ${own}`),
    );
    assert.ok(named.length >= 8, named.join());
    const strangers = /(closte_domain_sync|wu_host_integrations_enabled|wp-ultimo)/;
    assert.deepEqual(
      named.filter((one) => !strangers.test(one.split(' ')[1] ?? '')),
      [],
    );
    assert.deepEqual(places(/\b(do_action|apply_filters)\( '(?!wu_get_network_public_ip)/), []);
  });

  it("uses WordPress's own functions, and nothing that is forbidden to plugins", () => {
    const forbidden = [
      'base64_decode|create_function|eval|exec|extract|ini_set|move_uploaded_file|passthru|popen',
      'proc_open|set_time_limit|shell_exec|str_rot13|system|unserialize|var_dump|print_r',
      'curl_\\w+|fopen|fsockopen|json_encode|parse_url|rand|mt_rand|strip_tags|mysqli_\\w+',
      'wp_redirect|date|query_posts|load_plugin_textdomain|session_start',
    ].join('|');
    const calls = places(new RegExp(`(?<![\\w>:\\\\$]|function )(${forbidden})\\(`));
    assert.deepEqual(calls, []);
  });

  it('ends a request after it redirects it', () => {
    const sends = sources.flatMap(({ text }) => text.split('wp_safe_redirect(').slice(1));
    assert.ok(sends.length >= 3);
    for (const rest of sends) assert.match(rest, /^[^\n]*;\n\s*exit;/);
  });

  it('escapes output where it is printed, or says why not', () => {
    const printed = code.filter(
      ({ line }) => /^(echo|print)\b/.test(line) && !/^echo '[^']*';/.test(line),
    );
    assert.ok(printed.length >= 3);
    const unescaped = printed.filter(({ where, line, before }) => {
      const [file = '', at = ''] = where.split(':');
      const text = sources.find(({ name }) => name === file)?.text.split('\n') ?? [];
      const above = text.slice(0, Number(at)).join('\n');
      const disabled =
        above.lastIndexOf('phpcs:disable WordPress.Security.EscapeOutput') >
        above.lastIndexOf('phpcs:enable');
      const ignored = /phpcs:ignore WordPress\.Security\.EscapeOutput -- /.test(before);
      return !disabled && !ignored && !/^echo (esc_\w+|\(int\))/.test(line);
    });
    assert.deepEqual(unescaped, []);
  });

  it('reads request input only after a nonce check, or says why not', () => {
    const functions = sources.flatMap(({ name, text }) =>
      text
        .split(/^(?=(?:\t(?:private|public|protected) )?function )/m)
        .map((body) => ({ name, body })),
    );
    const readers = functions.filter(({ body }) => /\$_(GET|POST|REQUEST|COOKIE)\b/.test(body));
    assert.ok(readers.length >= 5);
    for (const { name, body } of readers) {
      assert.match(
        body,
        /check_admin_referer\(|phpcs:(ignore|disable) WordPress\.Security\.NonceVerification/,
        `${name}: ${body.split('\n', 1)[0]}`,
      );
    }
  });

  it('checks the user’s rights in each function that takes a form', () => {
    const takers = sources.flatMap(({ text }) =>
      text.split(/^function (?=take_\w+\(\): void)/m).slice(1),
    );
    assert.equal(takers.length, 3);
    for (const taker of takers) {
      const body = taker.split(/^}/m)[0] ?? '';
      assert.match(body, /check_admin_referer\(/);
      assert.match(body, /may_see\(|current_user_can\(/);
    }
  });

  it('suppresses the style check only with a sniff and a reason', () => {
    const silenced = lines.filter(({ line }) => /phpcs:(ignore|disable)/.test(line));
    assert.ok(silenced.length >= 10);
    for (const { where, line } of silenced) {
      assert.match(line, /phpcs:(ignore|disable) \w+(\.\w+)*(, \w+(\.\w+)*)* -- .{10,}/, where);
    }
  });

  it('loads nothing on its pages from elsewhere', () => {
    const offloaded = places(
      /(src|href)="(https?:)?\/\/|wp_enqueue_\w+\( '[^']+', '(https?:)?\/\//,
    );
    assert.deepEqual(offloaded, []);
  });
});
