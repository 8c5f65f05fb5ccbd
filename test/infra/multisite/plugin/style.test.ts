import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describeWith } from '../../deploy/tools.ts';
import { FILES, PLUGIN, php } from './plugin.ts';

describeWith(['php'], 'the publisher plugin', () => {
  it('is PHP', () => {
    for (const file of FILES) {
      const { stdout, status } = spawnSync('php', ['-l', file], { encoding: 'utf8' });
      assert.match(stdout, /^No syntax errors/, file);
      assert.equal(status, 0, file);
    }
  });

  it('uses no syntax or function newer than PHP 7.4', () => {
    const { stdout } = php(`<?php
			$newer = array_filter( array( 'T_ATTRIBUTE', 'T_ENUM', 'T_MATCH', 'T_NULLSAFE_OBJECT_OPERATOR', 'T_READONLY' ), 'defined' );
			$found = array();
			$read  = 0;
			foreach ( json_decode( '${JSON.stringify(FILES)}' ) as $file ) {
				$tokens = array_values( array_filter( token_get_all( file_get_contents( $file ) ), fn( $token ) => ! is_array( $token ) || ! in_array( $token[0], array( T_WHITESPACE, T_COMMENT, T_DOC_COMMENT ), true ) ) );
				$read  += count( $tokens );
				foreach ( $tokens as $at => $token ) {
					if ( is_array( $token ) && ( in_array( $token[0], array_map( 'constant', $newer ), true ) || ( T_STRING === $token[0] && '(' === ( $tokens[ $at + 1 ] ?? '' ) && in_array( $token[1], array( 'str_contains', 'str_starts_with', 'str_ends_with', 'array_is_list', 'get_debug_type', 'fdiv', 'preg_last_error_msg' ), true ) ) ) ) {
						$found[] = "$file $token[2]: $token[1]";
					}
					if ( is_array( $token ) && T_STRING === $token[0] && in_array( $tokens[ $at - 1 ], array( '(', ',' ), true ) && ':' === $tokens[ $at + 1 ] ) {
						$found[] = "$file $token[2]: an argument by its name";
					}
				}
			}
			echo json_encode( array( $read > 1000, $found ) );`);
    assert.deepEqual(JSON.parse(stdout), [true, []]);
  });

  it('uses no type, catch or parameter list of a newer PHP', () => {
    const newer = [
      /\bcatch \( \\?\w+ \)/,
      /function \w+\([^)]*\w\|\w[^)]*\)/,
      /\)\s*:\s*\??(static|mixed|never|\w+\|\w+)\b/,
      /[(,]\s*mixed \$/,
      /__construct\([^)]*\b(public|private|protected)\b/,
      /function \w+\([^)]*,\s*\)/,
      /\(\s*\.\.\.\s*\)/,
    ];
    for (const file of FILES) {
      const { stdout } = spawnSync('php', ['-w', file], { encoding: 'utf8' });
      for (const syntax of newer) assert.doesNotMatch(stdout, syntax, file);
    }
  });

  it('prints and does nothing if one of its files is requested directly', () => {
    for (const file of FILES) {
      const { stdout, stderr, status } = php(
        `<?php $_SERVER['SCRIPT_FILENAME'] = '${file}'; register_shutdown_function( fn() => print( (int) isset( $GLOBALS['wp_filter'] ) ) ); require '${file}';`,
      );
      assert.deepEqual({ stdout, stderr, status }, { stdout: '0', stderr: '', status: 0 }, file);
      if (file === PLUGIN) continue;
      assert.match(readFileSync(file, 'utf8'), /^defined\( .* \) \|\| exit;/m, file);
    }
  });

  it('works when wp-config.php loads it before ABSPATH is defined', () => {
    const { stdout, stderr, status } = php(`<?php require '${PLUGIN}'; echo 'on';`);
    assert.deepEqual({ stdout, stderr, status }, { stdout: 'on', stderr: '', status: 0 });
  });

  it('has no file of more than 250 lines', () => {
    for (const file of FILES) {
      const lines = readFileSync(file, 'utf8').split('\n').length;
      assert.ok(lines <= 250, `${basename(file)} has ${lines} lines`);
    }
  });
});

describeWith(['phpcs'], 'the style of the publisher plugin', () => {
  it('is that of WordPress', () => {
    const standard = join(dirname(PLUGIN), 'phpcs.xml');
    const { stdout, status } = spawnSync('phpcs', [`--standard=${standard}`], { encoding: 'utf8' });
    assert.equal(stdout, '');
    assert.equal(status, 0);
  });
});
