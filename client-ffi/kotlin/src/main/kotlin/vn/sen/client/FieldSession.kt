package vn.sen.client

import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.withContext

/** What a text field is to show, and where its caret is to stand. */
data class Shown(val text: String, val caret: Int)

/**
 * A person's sitting at one text field.
 *
 * Positions are those of the field's own text: what others write meanwhile is merged at once and moves nothing under
 * the person's hands. When [behind] says true and the person has paused, call [refresh] and put into the field what it
 * gives. Call [finish] when the person leaves the field.
 *
 * Calls are carried out one after the other in the order in which they were made, also when the screen is gone before
 * its last key is written.
 */
class FieldSession internal constructor(
    private val session: TextSession,
    /** Whether others have changed something that the field does not show yet: now, and after each change. */
    val behind: Flow<Boolean>,
    io: CoroutineContext,
) {
    @OptIn(ExperimentalCoroutinesApi::class)
    private val turns: CoroutineContext = NonCancellable + (io as CoroutineDispatcher).limitedParallelism(1)

    /** The text as the field is to show it. */
    suspend fun text(): String = withContext(turns) { session.text() }

    /**
     * Replaces [delete] characters at [position]; on disk when this returns. Tells whether the field is now behind.
     *
     * @throws SenException.FixInput beyond the end or between the halves of a surrogate pair.
     * @throws SenException.Classified for a passage that is marked as secret; nothing is then written.
     */
    suspend fun splice(position: Int, delete: Int, insert: String): Boolean =
        withContext(turns) { session.splice(position(position), position(delete), insert) }

    /**
     * Writes the one stretch in which [text], as the field holds it now, differs from what was written before: for a
     * field that hands over its whole text at each key. Tells whether the field is now behind.
     *
     * @throws SenException as [splice] does.
     */
    suspend fun write(text: String): Boolean = withContext(turns) {
        val change = change(session.text(), text)
        if (change == null) session.isBehind() else change.let { (at, delete, insert) ->
            session.splice(position(at), position(delete), insert)
        }
    }

    /** Takes in what others wrote: gives the text and the caret to be shown from now on. */
    suspend fun refresh(caret: Int): Shown = withContext(turns) {
        val anew = session.refresh(position(caret))
        Shown(anew.text, anew.caret.toInt())
    }

    /** A cursor that stays with the character before [position], whatever is written; it can be stored. */
    suspend fun cursorAt(position: Int): String = withContext(turns) { session.cursorAt(position(position)) }

    /** Where a cursor stands in the field's text. */
    suspend fun positionOf(cursor: String): Int = withContext(turns) { session.positionOf(cursor).toInt() }

    /**
     * Ends the sitting; what was typed is on disk already and is now composed (NFC). Ending twice is no error.
     *
     * @throws SenException.Classified when what was typed is marked as secret: the sitting goes on, so that the person
     *   takes it out.
     */
    suspend fun finish(): Unit = withContext(turns) { session.finish() }
}

private fun position(units: Int): UInt {
    require(units >= 0) { "a position in a text is not negative" }
    return units.toUInt()
}

/** Where [before] and [after] differ: the place, how much goes, what comes; never half of a surrogate pair. */
internal fun change(before: String, after: String): Triple<Int, Int, String>? {
    if (before == after) return null
    // Neither splits a pair.
    val same = before.commonPrefixWith(after).length
    val rest = minOf(before.length, after.length) - same
    val tail = before.commonSuffixWith(after).length.coerceAtMost(rest)
    return Triple(same, before.length - tail - same, after.substring(same, after.length - tail))
}
