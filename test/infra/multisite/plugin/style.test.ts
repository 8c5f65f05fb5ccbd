import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describeWith } from '../../deploy/tools.ts';
import { PLUGIN, php } from './plugin.ts';

describeWith(['php'], 'the publisher plugin', () => {
  it('is PHP', () => {
    const { stdout, status } = spawnSync('php', ['-l', PLUGIN], { encoding: 'utf8' });
    assert.match(stdout, /^No syntax errors/);
    assert.equal(status, 0);
  });

  it('has no syntax and no function that came after PHP 7.4', () => {
    const { stdout } = php(`<?php
			$newer = array_filter( array( 'T_ATTRIBUTE', 'T_ENUM', 'T_MATCH', 'T_NULLSAFE_OBJECT_OPERATOR', 'T_READONLY' ), 'defined' );
			$found = array();
			$tokens = array_values( array_filter( token_get_all( file_get_contents( '${PLUGIN}' ) ), fn( $token ) => ! is_array( $token ) || ! in_array( $token[0], array( T_WHITESPACE, T_COMMENT, T_DOC_COMMENT ), true ) ) );
			foreach ( $tokens as $at => $token ) {
				if ( is_array( $token ) && ( in_array( $token[0], array_map( 'constant', $newer ), true ) || ( T_STRING === $token[0] && '(' === ( $tokens[ $at + 1 ] ?? '' ) && in_array( $token[1], array( 'str_contains', 'str_starts_with', 'str_ends_with', 'array_is_list', 'get_debug_type', 'fdiv', 'preg_last_error_msg' ), true ) ) ) ) {
					$found[] = "line $token[2]: $token[1]";
				}
				if ( is_array( $token ) && T_STRING === $token[0] && in_array( $tokens[ $at - 1 ], array( '(', ',' ), true ) && ':' === $tokens[ $at + 1 ] ) {
					$found[] = "line $token[2]: an argument by its name";
				}
			}
			echo json_encode( array( count( $tokens ) > 1000, $found ) );`);
    assert.deepEqual(JSON.parse(stdout), [true, []]);
  });

  it('has no type, catch or parameter list of a newer PHP', () => {
    const { stdout } = spawnSync('php', ['-w', PLUGIN], { encoding: 'utf8' });
    assert.match(stdout, /namespace Closte_Domain_Sync/);
    const newer = [
      /\bcatch \( \\?\w+ \)/,
      /function \w+\([^)]*\w\|\w[^)]*\)/,
      /\)\s*:\s*\??(static|mixed|never|\w+\|\w+)\b/,
      /[(,]\s*mixed \$/,
      /__construct\([^)]*\b(public|private|protected)\b/,
      /function \w+\([^)]*,\s*\)/,
      /\(\s*\.\.\.\s*\)/,
    ];
    for (const syntax of newer) assert.doesNotMatch(stdout, syntax);
  });

  it('says nothing when it is asked for by itself', () => {
    const { stdout, stderr, status } = php(`<?php require '${PLUGIN}';`);
    assert.deepEqual({ stdout, stderr, status }, { stdout: '', stderr: '', status: 0 });
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
