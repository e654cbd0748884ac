package vn.sen.client

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class PhonesTest {
    private val secret = ByteArray(32) { 9 }
    private val pin = "271828"

    private suspend fun Phones.waiting(profile: String) = profiles().first { it.id == profile }.waiting!!.packages

    @Test
    fun `people switch without a line, each with their own pin, and a wrong one counts and waits`() = wardStory { ward ->
        val phones = Phones(ward.path("chung"), secret)
        val head = phones.add("An", pin)
        val deputy = phones.add("Hòa", "161803")
        assertEquals("pin", refused<SenException.FixInput> { phones.add("Lan", "123456") }.field)
        assertEquals("name", refused<SenException.FixInput> { phones.add("an", pin) }.field)
        val first = phones.unlock(head, pin)
        refused<SenException.Enrol> { first.openMeeting() }
        first.close()
        phones.unlock(deputy, "161803").close()
        repeat(2) { assertEquals(0uL, refused<SenException.WrongPin> { phones.unlock(head, "161803") }.waitSeconds) }
        assertEquals(30uL, refused<SenException.WrongPin> { phones.unlock(head, "161803") }.waitSeconds)
        assertTrue(refused<SenException.PinWait> { phones.unlock(head, pin) }.waitSeconds in 1uL..30uL)
        val shown = phones.profiles().first { it.id == head }
        assertTrue(shown.wrongPins == 3u && shown.waitMs > 0uL)
        refused<SenException.WrongKey> { Phones(ward.path("chung"), ByteArray(32)).unlock(deputy, "161803") }
        phones.changePin(deputy, "161803", "141421")
        refused<SenException.WrongPin> { phones.unlock(deputy, "161803") }
        phones.unlock(deputy, "141421").close()
    }

    @Test
    fun `what a forgotten pin locks in is handed in over a colleague's line, unread`() = wardStory { ward ->
        val phones = Phones(ward.path("chung"), secret)
        val head = phones.add("An", pin)
        val deputy = phones.add("Hòa", "161803")
        phones.unlock(head, pin).use { vault ->
            vault.enrol(ward.code("bi_thu"), "máy chung")
            vault.sync()
            vault.note(vault.openMeeting(), "Khai mạc.")
            refused<SenException.FixInput> { vault.rekey(ByteArray(32)) }
            refused<SenException.Retry> { phones.remove(head) }
        }
        refused<SenException.HandInFirst> { phones.remove(head) }
        val file = phones.handInFile(head)
        assertTrue(file.packages >= 2uL && "Khai mạc" !in String(file.bytes))
        assertEquals("receipt", refused<SenException.FixInput> { phones.takeReceipt(head, file.bytes) }.field)
        val answer = ward.takesIn(file.bytes)
        assertEquals(0uL, phones.takeReceipt(head, answer).left.packages)
        assertEquals("profile", refused<SenException.FixInput> { phones.handInFile(head) }.field)
        // Opened once more, the vault knows of no receipt of its own and seals all of it again.
        phones.unlock(head, pin).close()
        assertTrue(phones.waiting(head) > 0uL)
        phones.unlock(deputy, "161803").use { vault ->
            vault.enrol(ward.code("pho_bi_thu"), "máy chung")
            vault.sync()
            assertEquals(0uL, phones.handInBy(head, vault).left.packages)
            phones.remove(head)
            vault.sync()
            val meeting = MeetingId(vault.ask { records(RecordFilter(kind = "meeting")) }.single().id)
            assertEquals("Khai mạc.", vault.minutes(meeting))
        }
        assertEquals(listOf("Hòa"), phones.profiles().map { it.name })
    }
}
