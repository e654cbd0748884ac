package vn.sen.client

import java.text.Normalizer
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class FieldSessionTest {
    @Test
    fun `two people type at once, composed and decomposed, and nothing moves under their hands`() = wardStory { ward ->
        val (head, deputy) = ward.phone("bi_thu") to ward.phone("pho_bi_thu")
        val meeting = head.openMeeting()
        head.note(meeting, "Chi bộ họp.")
        bothSync(head, deputy)
        val (one, two) = head.editMinutes(meeting) to deputy.editMinutes(meeting)
        val cursor = one.cursorAt(6)
        two.splice(0, 0, "😀 Lúc 19 giờ: ")
        assertFalse(one.splice(10, 0, " đủ ngươ"))
        one.splice(18, 0, "\u0300i") // as a keyboard sends it that composes nothing
        val behind = async(Dispatchers.Default) { one.behind.first { it } }
        bothSync(deputy, head)
        behind.await()
        assertEquals("Chi bộ họp đủ ngươ\u0300i.", one.text())
        assertEquals(6, one.positionOf(cursor))
        assertEquals("position", refused<SenException.FixInput> { two.splice(1, 0, "x") }.field)

        val shown = one.refresh(20)
        assertEquals("😀 Lúc 19 giờ: Chi bộ họp đủ người.", shown.text)
        assertEquals(shown.text.length - 1, shown.caret)
        assertEquals(6 + 15, one.positionOf(cursor))
        assertTrue(Normalizer.isNormalized(shown.text, Normalizer.Form.NFC))
        one.finish()
        bothSync(head, deputy)
        assertEquals(shown.text, two.refresh(0).text)
        two.finish()
        two.finish()
        refused<SenException.Closed> { two.text() }
    }

    @Test
    fun `a field that hands over its whole text at each key writes only what differs`() = wardStory { ward ->
        val (head, deputy) = ward.phone("bi_thu") to ward.phone("pho_bi_thu")
        val meeting = head.openMeeting()
        head.note(meeting, "Ý kiến 😀😁.")
        bothSync(head, deputy)
        val (one, two) = head.editMinutes(meeting) to deputy.editMinutes(meeting)
        // All keys are sent off before the first is written; they keep their order.
        val typed = "Ý kiến 😀😁. Nhất trí".let { text -> (12..text.length).map { text.take(it) } }
        typed.map { launch { one.write(it) } }.joinAll()
        two.write("Ý kiến 😂😁.") // the same first half of a pair
        two.write("Ý kiến 😂😁.")
        one.finish()
        two.finish()
        bothSync(head, deputy)
        assertEquals("Ý kiến 😂😁. Nhất trí", head.minutes(meeting))
        assertEquals(head.minutes(meeting), deputy.minutes(meeting))
    }

    @Test
    fun `nothing secret is left behind, and a word typed on a screen that is gone is written`() = wardStory { ward ->
        val head = ward.phone("bi_thu")
        val meeting = head.openMeeting()
        val field = head.editMinutes(meeting)
        refused<SenException.Classified> { field.splice(0, 0, "TỐI MẬT\nNội dung") }
        "TỐI MẬT".forEachIndexed { at, letter -> field.splice(at, 0, letter.toString()) }
        refused<SenException.Classified> { field.finish() }
        field.splice(0, 7, "")
        val typed = "Chữ cuối cùng của người vừa rời màn hình."
        val keys = typed.mapIndexed { at, letter ->
            launch(start = CoroutineStart.UNDISPATCHED) { field.splice(at, 0, letter.toString()) }
        }
        keys.forEach { it.cancel() }
        field.finish()
        assertEquals(typed, head.minutes(meeting))
    }

    @Test
    fun `the difference of two texts never cuts a surrogate pair or counts a letter twice`() {
        assertNull(change("Ấp", "Ấp"))
        assertEquals(Triple(2, 0, "a"), change("aa", "aaa"))
        assertEquals(Triple(1, 1, ""), change("aa", "a"))
        assertEquals(Triple(1, 2, "😁"), change("a😀b", "a😁b"))
        assertEquals(Triple(0, 2, "\uD83E\uDE00"), change("\uD83D\uDE00", "\uD83E\uDE00"))
        assertEquals(Triple(0, 4, ""), change("Chữ.", ""))
        assertEquals(Triple(0, 0, "Chữ."), change("", "Chữ."))
    }
}
