// Seals stdin with the browser's module: node seal.mjs PUBLIC INFO AAD
import { readFileSync } from 'node:fs';
import { seal } from '../../engine/seal/pages/seal.mjs';

const [publicHex, info, aad] = process.argv.slice(2);
const utf8 = new TextEncoder();
process.stdout.write(await seal(new Uint8Array(Buffer.from(publicHex, 'hex')), utf8.encode(info), utf8.encode(aad),
  new Uint8Array(readFileSync(0))));
