package vn.sen.client

import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.fail

const val REGULAR = "thuong_ky"
const val EVENING = "2026-11-05"

/** Runs a test; one that takes so long has failed. */
fun story(tell: suspend CoroutineScope.() -> Unit) = runBlocking { withTimeout(60.seconds) { tell() } }

/** A story with a server. */
fun wardStory(tell: suspend CoroutineScope.(Ward) -> Unit) = Ward.serving().use { ward -> story { tell(ward) } }

/** Does what has to be refused, and gives the refusal, which always says what a person can do. */
suspend inline fun <reified E : SenException> refused(act: suspend () -> Unit): E {
    try {
        act()
    } catch (refusal: SenException) {
        assertTrue(refusal is E && refusal.words.length > 20, "$refusal")
        return refusal as E
    }
    fail("this was not refused")
}

suspend fun Vault.openMeeting(date: String = EVENING): MeetingId = MeetingId(ask { openMeeting(REGULAR, date) }.id)

suspend fun Vault.minutes(meeting: MeetingId): String = ask { meeting(meeting.text).minutes }

/** Writes at the beginning of the minutes. */
suspend fun Vault.note(meeting: MeetingId, text: String) = ask { spliceMinutes(meeting.text, 0u, 0u, text) }

/** Brings both phones to the same state. */
suspend fun bothSync(one: Vault, two: Vault) {
    one.sync()
    two.sync()
    one.sync()
}
