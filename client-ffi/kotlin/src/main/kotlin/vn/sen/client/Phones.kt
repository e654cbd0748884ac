package vn.sen.client

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/**
 * Several people on one phone, for coroutines: a profile for each, behind a PIN of their own.
 *
 * To switch, close the one [Vault] and [unlock] the other; none of it needs a connection. When to lock is the app's to
 * decide: it closes the vault then. [secret] are 32 bytes from the phone's keystore, the same for all profiles.
 */
class Phones(home: String, secret: ByteArray) {
    private val phone = Phone(home, secret)
    private val io = Dispatchers.IO

    /** Everybody here, by name, with what waits to be handed in; needs no PIN. */
    suspend fun profiles(): List<Profile> = withContext(io) { phone.profiles() }

    /**
     * Makes a profile behind a new PIN and gives its id. It writes from its enrolment on.
     *
     * @throws SenException.FixInput with the field `name` or `pin`.
     */
    suspend fun add(name: String, pin: String): String = whole(io) { phone.addProfile(name, pin) }

    /**
     * Opens a profile's vault; some tenths of a second, of which nothing can be cancelled: a try counts.
     *
     * @throws SenException.WrongPin, or [SenException.PinWait] before the next one may be tried.
     */
    suspend fun unlock(profile: String, pin: String): Vault =
        Vault.begin { phone.unlock(profile, pin, TextUnit.UTF16) }

    /** Gives a profile another PIN; its vault stays as it is, open or not. */
    suspend fun changePin(profile: String, old: String, new: String): Unit =
        whole(io) { phone.changePin(profile, old, new) }

    /**
     * Hands in what is sealed of a profile over the connection of another one that is open; needs no PIN of the first.
     *
     * Cancelling the coroutine stops it within a moment; what the ward has taken until then is taken.
     */
    suspend fun handInBy(profile: String, by: Vault): HandInTaken = by.online { phone.handInBy(profile, this) }

    /** What is sealed of a profile, as a file for the ward; needs no PIN, and nobody on this phone can read it. */
    suspend fun handInFile(profile: String): HandInMade = withContext(io) { phone.handInFile(profile) }

    /** Takes in the ward's answer to such a file. */
    suspend fun takeReceipt(profile: String, receipt: ByteArray): HandInTaken =
        whole(io) { phone.takeReceipt(profile, receipt) }

    /**
     * Removes a profile of which the ward has everything.
     *
     * @throws SenException.HandInFirst while something waits.
     */
    suspend fun remove(profile: String): Unit = whole(io) { phone.removeProfile(profile) }
}
