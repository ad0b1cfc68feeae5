import { checkIntent, checkSignatureShape, nameIntent, type SignedIntent } from '@walras/intents-schema'
import { type Hex, isAddressEqual } from 'viem'
import { isExpired } from '../IntentBook.ts'
import { networkLimits } from '../networkLimits.ts'
import { type Admission, type Admitted, ignore, type Origin, orIgnore, reject } from './Admission.ts'

/**
 * Decides on a decoded intent, cheapest check first. The same for gossip, fetch and submissions of this machine.
 * `onId` hears the intent's id as soon as it is known, for receipts of what is refused later.
 *
 * @throws {@link WalrasError} with the reason.
 */
export async function admitIntent(
  admission: Admission,
  signed: SignedIntent,
  origin: Origin,
  onId: (id: Hex) => void = () => {},
): Promise<Admitted<SignedIntent>> {
  const { deployment, intents, meter } = admission

  // [REJECT] intent/*: the static rules, which every sender can check without a clock or a chain.
  checkIntent(deployment, signed)
  checkSignatureShape(signed.signature)

  const { id, digest } = nameIntent(deployment, signed)
  onId(id)
  checkNew(admission, id)

  // [IGNORE] intent/expired: it may have been live when it was sent.
  const nowSeconds = admission.nowSeconds()
  if (isExpired(signed, nowSeconds))
    ignore('intent/expired', `The intent was good until ${signed.validUntil}; the chain is at ${nowSeconds}.`, {
      validUntil: signed.validUntil,
      finishBy: signed.intent.finishBy,
      nowSeconds,
    })

  checkOwner(admission, signed)

  // [IGNORE] peer/rate-limited: from here on it costs real work.
  if (origin.via === 'gossip' && !meter.take(origin.peer, 'signatures'))
    ignore('peer/rate-limited', 'This peer sends more intents than we verify for one peer.', { peer: origin.peer })

  await checkSignature(admission, signed, digest)
  await checkMoney(admission, signed)
  checkOwner(admission, signed)

  // [IGNORE] intent/not-stored: nothing is acknowledged that a crash could lose.
  if (admission.onAdmitted) await orIgnore('intent/not-stored', admission.onAdmitted(signed, id))

  // [IGNORE] intent/known: another copy may have overtaken this one while its signature was verified.
  checkNew(admission, id)
  intents.insert({ id, signed, receivedAtMs: Date.now() })
  return { id, value: signed }
}

/** [IGNORE] intent/known, intent/settled: the sender cannot know what we have. */
function checkNew({ intents }: Admission, id: Hex): void {
  if (intents.has(id)) ignore('intent/known', 'The intent is already known.', { intentId: id })
  if (intents.isSettled(id)) ignore('intent/settled', 'The intent has settled.', { intentId: id })
}

/** [IGNORE] intent/too-many-of-owner: some of them may have left other books. */
function checkOwner({ intents }: Admission, { owner }: SignedIntent): void {
  const limit = networkLimits.intentsPerOwner
  if (intents.countOf(owner) >= limit)
    ignore('intent/too-many-of-owner', `${owner} has all the ${limit} live intents that one owner can have.`, {
      owner,
      limit,
    })
}

/** [REJECT] intent/bad-signature, by Permit2's own rule: code at the owner means ERC-1271 and nothing else. */
async function checkSignature(
  { chain, workers }: Admission,
  { owner, signature }: SignedIntent,
  digest: Hex,
): Promise<void> {
  if (await orIgnore('intent/unchecked', chain.hasCode(owner))) {
    if (!(await orIgnore('intent/unchecked', chain.isValidSignature(owner, digest, signature))))
      reject('intent/bad-signature', `The contract at ${owner} does not accept the signature.`, { owner })
    return
  }
  const signer = await orIgnore('intent/unchecked', workers.recoverSigner('intent', digest, signature))
  if (signer === undefined || !isAddressEqual(signer, owner))
    reject('intent/bad-signature', `The signature is by ${signer ?? 'nobody'}, not by the owner ${owner}.`, {
      owner,
      signer: signer ?? '',
    })
}

/** [IGNORE] intent/nonce-used, intent/not-approved, intent/unfunded: all of them can change after sending. */
async function checkMoney({ checkFunds }: Admission, { owner, nonce, maxPayment }: SignedIntent): Promise<void> {
  if (!checkFunds) return
  const funds = await orIgnore('intent/unchecked', checkFunds({ owner, nonce }))
  if (funds.nonceUsed)
    ignore('intent/nonce-used', 'The nonce has been used: the intent settled or was cancelled.', { nonce })
  if (funds.allowance < maxPayment)
    ignore('intent/not-approved', `Permit2 may pull ${funds.allowance} of ${owner}; the intent needs ${maxPayment}.`, {
      owner,
      allowance: funds.allowance,
      maxPayment,
    })
  if (funds.balance < maxPayment)
    ignore('intent/unfunded', `${owner} has ${funds.balance}; the intent may cost ${maxPayment}.`, {
      owner,
      balance: funds.balance,
      maxPayment,
    })
}
