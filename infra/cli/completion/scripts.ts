export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * The script with which a shell completes the tool's arguments. It always calls the tool of this clone, whatever was typed:
 * pressing Tab must not run a program from the current folder.
 *
 * @param tool the path of the tool
 */
export function completionScript(shell: Shell, tool: string): string {
  const quoted = shell === 'fish' ? inFish(tool) : `'${tool.replaceAll("'", `'\\''`)}'`;
  return SCRIPTS[shell].replace('TOOL', () => quoted);
}

function inFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_closte_domains() {
  local line=\${COMP_LINE:0:COMP_POINT} words candidate help last kept=''
  read -ra words <<<"$line"
  [[ $line != *[[:space:]] ]] || words+=('')
  last=\${words[\${#words[@]} - 1]}
  # In bash, "=" begins a new word: the text before it stays as it is.
  if [[ $COMP_WORDBREAKS == *=* && $last == *=* ]]; then kept=\${last%"\${last##*=}"}; fi
  COMPREPLY=()
  while read -r candidate help; do
    if [[ \${candidate#"$kept"} == :path ]]; then
      compopt -o default
    else
      COMPREPLY+=("\${candidate#"$kept"}")
    fi
    if [[ $candidate == *= ]]; then compopt -o nospace; fi
  done < <(TOOL completion candidates -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _closte_domains closte-domains`,
  zsh: `#compdef closte-domains
_closte_domains() {
  local line value
  local -a described begun
  while IFS= read -r line; do
    value=\${line%% *}
    if [[ $value == *:path ]]; then
      compset -P '--*='
      _files
      return
    elif [[ $value == *= ]]; then
      begun+=("$value")
    elif [[ $line == *' '* ]]; then
      described+=("\${value//:/\\\\:}:\${line#* }")
    else
      described+=("\${value//:/\\\\:}")
    fi
  done < <(TOOL completion candidates -- "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)
  ((\${#begun})) && compadd -S '' -- "\${begun[@]}"
  ((\${#described})) && _describe closte-domains described
}
compdef _closte_domains closte-domains`,
  fish: `function __closte_domains_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (TOOL completion candidates -- $words[2..] "$current" 2>/dev/null)
        if string match -q '*:path' -- $line
            __fish_complete_path "$current"
        else
            string replace ' ' \\t -- $line
        end
    end
end
complete -c closte-domains -f -a '(__closte_domains_candidates)'`,
};
