// A wallet's side of OpenID4VP by @openid4vc/openid4vp, as it comes from its registry. It is given a
// request as a link, reads and checks it, has the presentation made by `celadon wallet`, makes the
// response and sends it. What it saw is one line of JSON.
//
//     node client.mjs LINK CELADON ARGUMENTS...
//
// CELADON ARGUMENTS... LINK prints the presentation for a request.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { setGlobalConfig } from '@openid4vc/oauth2'
import { Openid4vpClient, Openid4vpVerifier } from '@openid4vc/openid4vp'

const [link, celadon, ...wallet] = process.argv.slice(2)

// The verifier of the test is on this machine and has no certificate.
setGlobalConfig({ allowInsecureUrls: true })

// Nothing in this profile is signed or encrypted by the client's means.
const never = (what) => () => assert.fail(`the client asked to ${what}`)
const callbacks = {
  fetch,
  verifyJwt: never('verify a JWT'),
  signJwt: never('sign a JWT'),
  encryptJwe: never('encrypt'),
  decryptJwe: never('decrypt'),
  hash: never('hash'),
}
const client = new Openid4vpClient({ callbacks })

let parsed = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link })
const form = parsed.type === 'jar' ? 'reference' : 'value'
if (parsed.type === 'jar') {
  // The library takes signed request objects only, and with redirect_uri none that is signed: it is
  // given the claims of the unsigned one.
  parsed = client.parseOpenid4vpAuthorizationRequest({
    authorizationRequest: await fetched(parsed.params),
  })
}
assert.equal(parsed.type, 'openid4vp')
const resolved = await client.resolveOpenId4vpAuthorizationRequest({
  authorizationRequestPayload: parsed.params,
})
const request = resolved.authorizationRequestPayload
assert.equal(resolved.version, 100, 'the final version')
assert.equal(resolved.client.prefix, 'redirect_uri')
assert.equal(resolved.client.identifier, request.response_uri)
const [credential, ...more] = resolved.dcql.query.credentials
assert.equal(more.length, 0)
assert.equal(credential.format, 'celadon_presentation')

const printed = spawnSync(celadon, [...wallet, link], { encoding: 'utf8' })
assert.equal(printed.status, 0, printed.stderr)
const { presentation } = JSON.parse(printed.stdout)
const { authorizationResponsePayload } = await client.createOpenid4vpAuthorizationResponse({
  authorizationRequestPayload: request,
  authorizationResponsePayload: { vp_token: { [credential.id]: [presentation] } },
})
// The same library's verifier finds the response to be one to this request.
const read = await new Openid4vpVerifier({ callbacks }).parseOpenid4vpAuthorizationResponse({
  authorizationRequestPayload: request,
  authorizationResponse: authorizationResponsePayload,
})
assert.deepEqual(read.dcql.presentations, { [credential.id]: [presentation] })

const { response } = await client.submitOpenid4vpAuthorizationResponse({
  authorizationRequestPayload: request,
  authorizationResponsePayload,
})
console.log(
  JSON.stringify({
    form,
    id: credential.id,
    scopes: (resolved.transactionData ?? []).map(({ transactionData }) => transactionData),
    status: response.status,
    type: response.headers.get('content-type'),
    body: await response.json(),
  })
)

async function fetched({ client_id, request_uri }) {
  const response = await fetch(request_uri, { redirect: 'error' })
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'application/oauth-authz-req+jwt')
  const [header, claims, signature] = (await response.text()).split('.')
  const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString())
  assert.deepEqual(decoded(header), { alg: 'none', typ: 'oauth-authz-req+jwt' })
  assert.equal(signature, '')
  assert.equal(decoded(claims).client_id, client_id)
  return decoded(claims)
}
