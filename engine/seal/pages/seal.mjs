// seal.mjs - seals a record for the office, as engine/seal/hpke.h opens it:
// RFC 9180, base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
// A browser's WebCrypto (a secure page) or node's.

const KEM = [0, 0x10];
const SUITE = { kem: [...ascii('KEM'), ...KEM], all: [...ascii('HPKE'), ...KEM, 0, 1, 0, 2] };
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const BLOCK = 32;
const NONCE = 12;

function ascii(text) {
  return [...text].map((c) => c.charCodeAt(0));
}

function join(...parts) {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

async function hmac(key, bytes) {
  // An empty key would be refused; 32 zero bytes are the same to HMAC.
  const raw = key.length > 0 ? key : new Uint8Array(BLOCK);
  const k = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', k, bytes));
}

function extract(suite, salt, label, material) {
  return hmac(salt, join(ascii('HPKE-v1'), suite, ascii(label), material));
}

// One block at most.
async function expand(suite, prk, label, info, n) {
  const block = await hmac(prk, join([0, n], ascii('HPKE-v1'), suite, ascii(label), info, [1]));
  return block.slice(0, n);
}

async function encapsulate(publicBytes) {
  const theirs = await crypto.subtle.importKey('raw', publicBytes, CURVE, false, []);
  const mine = await crypto.subtle.generateKey(CURVE, true, ['deriveBits']);
  const passing = new Uint8Array(await crypto.subtle.exportKey('raw', mine.publicKey));
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine.privateKey, 256));
  const prk = await extract(SUITE.kem, [], 'eae_prk', dh);
  return { passing, shared: await expand(SUITE.kem, prk, 'shared_secret', join(passing, publicBytes), BLOCK) };
}

// publicBytes: the round's public key, 65 bytes; info: of the round, 256 at
// most; aad: of the record; text: what is hidden.  All Uint8Array.  Gives
// passing key, ciphertext and tag in one; a new key every time.
export async function seal(publicBytes, info, aad, text) {
  if (publicBytes.length !== 65 || publicBytes[0] !== 4) throw new RangeError('not a public key of P-256');
  if (info.length > 256) throw new RangeError('info is too long');
  const { passing, shared } = await encapsulate(publicBytes);
  const context = join([0], await extract(SUITE.all, [], 'psk_id_hash', []), await extract(SUITE.all, [], 'info_hash', info));
  const secret = await extract(SUITE.all, shared, 'secret', []);
  const raw = await expand(SUITE.all, secret, 'key', context, 32);
  const iv = await expand(SUITE.all, secret, 'base_nonce', context, NONCE);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: aad, tagLength: 128 }, key, text);
  return join(passing, new Uint8Array(sealed));
}
