import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHELLS, type Shell } from '../../../../infra/cli/completion/scripts.ts';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { aRecord } from '../../../support/records.ts';
import { PROGRAM, terminal } from '../../../support/terminal.ts';
import { describeWith } from '../../deploy/tools.ts';
import { cliIn, storeIn } from '../cli.ts';

/** The keys that are typed, with Tab as ⇥, and the arguments of the resulting call of the tool. */
const TYPED: [keys: string, called: string][] = [
  ['closte-domains sche⇥pau⇥', 'schedule pause'],
  ['closte-domains list --stage fai⇥', 'list --stage failed'],
  ['closte-domains list --stage=checking-s⇥', 'list --stage=checking-ssl-cert'],
  ['closte-domains list --filter prob⇥dns-wr⇥', 'list --filter problem=dns-wrong-address'],
  ['closte-domains settings DNS_SER⇥TLS_⇥', 'settings DNS_SERVERS TLS_PORT'],
  ['closte-domains list --store ./a-sto⇥', 'list --store ./a-store.db'],
  ['closte-domains show blo⇥', 'show blog.example.com'],
  ['closte-domains retry blo⇥sho⇥', 'retry blog.example.com shop.example.com'],
];

/**
 * The start-up script of each shell: the completion, a prompt, and instead of the tool a function that shows
 * its arguments.
 */
const SET_UP: Readonly<Record<Shell, (completion: string) => string>> = {
  bash: (completion) => `
    source ${completion}
    closte-domains() { echo "<$*>"; }
    bind 'set enable-bracketed-paste off'
    PS1='ready: '`,
  zsh: (completion) => `
    autoload -Uz compinit && compinit -u -D
    source ${completion}
    closte-domains() { print -r -- "<$*>"; }
    PS1='ready: '`,
  fish: (completion) => `
    source ${completion}
    function closte-domains; echo "<$argv>"; end
    function fish_prompt; echo 'ready: '; end
    set -g fish_autosuggestion_enabled 0`,
};

for (const shell of SHELLS) {
  describeWith([shell, PROGRAM], `completion in ${shell}`, () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'closte-completion-'));
      const { stdout } = await cliIn(folder)(['completion', shell]);
      await writeFile(join(folder, 'completion'), stdout);
      await writeFile(join(folder, 'a-store.db'), '');
      const blog = parseDomainName('blog.example.com');
      await storeIn(folder, [aRecord(), aRecord({ domain: blog })]);
      const start = SET_UP[shell](join(folder, 'completion'));
      await writeFile(join(folder, shell === 'zsh' ? '.zshrc' : 'start'), start);
    });
    after(() => rm(folder, { recursive: true, force: true }));

    const COMMANDS: Readonly<Record<Shell, string>> = {
      bash: 'bash --rcfile start -i',
      zsh: 'zsh -i',
      fish: "fish --no-config --init-command 'source start' --interactive",
    };
    const opened = () =>
      terminal(COMMANDS[shell], {
        cwd: folder,
        environment: { HOME: folder, ZDOTDIR: folder, XDG_CONFIG_HOME: folder },
      });

    it('completes the words that are typed', async () => {
      await using shellAtTerminal = opened();
      await shellAtTerminal.shows(/ready: /);
      for (const [keys, called] of TYPED) {
        shellAtTerminal.type(`${keys.replaceAll('⇥', '\t')}\r`);
        const text = await shellAtTerminal.shows(/<.*>\n[\s\S]*ready: /);
        assert.equal(/<(.*)>\n/.exec(text)?.[1]?.trimEnd(), called, text);
      }
    });
  });
}
