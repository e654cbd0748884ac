package vn.sen.client

import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class SyncTest {
    @Test
    fun `a phone belongs to nobody before it is enrolled, and to its person after`() = wardStory { ward ->
        Vault.create(ward.path("trống"), Ward.KEY).use { phone ->
            assertNull(phone.ask { account() })
            refused<SenException.Enrol> { phone.sync() }
            assertEquals("code", refused<SenException.FixInput> { phone.enrol("không phải mã", "máy") }.field)
            assertFalse(phone.health.value.enrolled)
            phone.enrol(ward.code("bi_thu"), "máy của bí thư")
            val account = phone.ask { account() }
            assertEquals("Nguyễn Văn An" to "bi_thu", account?.person to account?.role)
            assertTrue(phone.sync().received > 20u)
            val health = phone.health.value
            assertTrue(health.enrolled && health.lastContactMs != null && health.unsent == 0u && !health.clockIsOff)
        }
        Vault.create(ward.path("trộm"), Ward.KEY).use { thief ->
            refused<SenException> { thief.enrol(ward.code("bi_thu"), "máy khác") }
            assertNull(thief.ask { account() })
        }
    }

    @Test
    fun `a week without a line arrives whole, though the phone dies every night`() = wardStory { ward ->
        var head = ward.phone("bi_thu")
        ward.line.isUp = false
        val week = (1..7).map { day ->
            val meeting = head.openMeeting("2026-11-0$day")
            head.note(meeting, "Ngày $day: chi bộ đủ người.")
            head = ward.reopen(head, "bi_thu")
            meeting
        }
        assertEquals(week.map { it.text }.toSet(), head.ask { outgoing() }.map { it.id }.toSet())
        refused<SenException.Retry> { head.sync() }
        assertEquals(7u, head.health.value.unsent)
        ward.line.isUp = true
        assertEquals(7u, head.sync().pushed)
        assertEquals(0u, head.health.value.unsent)
        val deputy = ward.phone("pho_bi_thu")
        week.forEachIndexed { day, meeting ->
            assertEquals("Ngày ${day + 1}: chi bộ đủ người.", deputy.minutes(meeting))
            assertEquals("safe_on_server", head.ask { safety(meeting.text) }.state)
        }
    }

    @Test
    fun `a screen sees what another phone wrote once it is synced`() = wardStory { ward ->
        val (head, deputy) = ward.phone("bi_thu") to ward.phone("pho_bi_thu")
        val meeting = head.openMeeting()
        assertEquals(meeting, deputy.openMeeting(), "the same meeting opened on two phones is one record")
        val screen = async { head.watch(meeting).first { "Đồng chí phó bí thư" in it.minutes } }
        val told = async(start = CoroutineStart.UNDISPATCHED) {
            head.changes.first { news -> news.any { it.id == meeting.text } }
        }
        deputy.note(meeting, "Đồng chí phó bí thư khai mạc.")
        bothSync(deputy, head)
        assertEquals("Đồng chí phó bí thư khai mạc.", screen.await().minutes)
        assertEquals("meeting", told.await().first { it.id == meeting.text }.kind)
        assertNull(head.progress.value)
    }

    @Test
    fun `two totals are shown with their authors, settled, and the minutes adopted by both`() = wardStory { ward ->
        val (head, deputy) = ward.phone("bi_thu") to ward.phone("pho_bi_thu")
        val (chair, taker) = listOf(head, deputy).map { phone ->
            phone.ask { account()!! }.let { Person(it.member!!, it.person) }
        }
        val meeting = head.openMeeting()
        head.ask { set(meeting.text, listOf(Field("chair", chair.key), Field("minute_taker", taker.key))) }
        bothSync(head, deputy)
        head.ask { recordVote(meeting.text, Vote(matter = "nghi_quyet", collected = 18, agree = 17)) }
        deputy.ask { recordVote(meeting.text, Vote(matter = "nghi_quyet", collected = 18, agree = 18)) }
        bothSync(head, deputy)
        assertEquals(1u, refused<SenException.SettleFirst> { head.ask { adopt(meeting.text, false) } }.count)
        val conflict = head.ask { meeting(meeting.text) }.conflicts.single { it.needsDecision }
        val said = conflict.values.associate { it.author to it.value }
        assertEquals(mapOf("Nguyễn Văn An" to "17", "Đặng Thị Hòa" to "18"), said)
        head.ask { settle(meeting.text, conflict.part, conflict.key, "18") }
        assertEquals(1, head.ask { adopt(meeting.text, false) }.adoption.pending.size)
        bothSync(head, deputy)
        val adopted = async { head.watch(meeting).first { it.adoption.adopted } }
        assertTrue(deputy.ask { adopt(meeting.text, false) }.adoption.adopted)
        bothSync(deputy, head)
        assertEquals(2, adopted.await().adoption.versions.single().signatures.size)
    }

    @Test
    fun `an answer cut in the middle loses nothing and the rest comes later`() = wardStory { ward ->
        val head = ward.phone("bi_thu")
        val mine = head.openMeeting()
        head.note(mine, "Đã có từ trước.")
        for (bytes in listOf(0L, 150L)) {
            head.sync() // the connection is kept, so the next bytes down are an answer
            head.note(mine, "Cắt sau $bytes. ")
            ward.line.cutAfter(bytes)
            refused<SenException.Retry> { head.sync() }
            assertEquals("on_this_phone", head.ask { safety(mine.text) }.state, "nobody told the phone that it is safe")
            ward.line.mend()
        }
        val again = ward.reopen(head, "bi_thu")
        again.sync()
        assertEquals("safe_on_server", again.ask { safety(mine.text) }.state)
        val deputy = ward.phone("pho_bi_thu")
        assertEquals("Cắt sau 150. Cắt sau 0. Đã có từ trước.", deputy.minutes(mine))
    }

    @Test
    fun `a cancelled sync ends at once, and a second one is refused while it runs`() = wardStory { ward ->
        val head = ward.phone("bi_thu")
        val meeting = head.openMeeting()
        val silence = ward.line.fallSilent()
        val syncing = launch { head.sync() }
        withContext(Dispatchers.IO) { silence.await() }
        refused<SenException.Retry> { head.sync() }
        val second = launch(start = CoroutineStart.UNDISPATCHED) { runCatching { head.sync() } }
        second.cancelAndJoin()
        assertTrue(syncing.isActive, "whoever is refused stops nobody else's sync")
        head.note(meeting, "Ghi trong lúc chờ. ")
        syncing.cancelAndJoin()
        assertTrue(syncing.isCancelled)
        assertEquals("on_this_phone", head.ask { safety(meeting.text) }.state)
        ward.line.speak()
        head.sync()
        assertEquals("safe_on_server", head.ask { safety(meeting.text) }.state)
    }

    @Test
    fun `a sync cancelled before it has begun leaves the line free`() = wardStory { ward ->
        val head = ward.phone("bi_thu")
        repeat(20) {
            val syncing = launch(start = CoroutineStart.UNDISPATCHED) { head.sync() }
            syncing.cancelAndJoin()
        }
        assertEquals(0u, head.sync().pushed)
    }

    @Test
    fun `progress is told while a sync takes its records in`() = wardStory { ward ->
        Vault.create(ward.path("mới"), Ward.KEY).use { phone ->
            phone.enrol(ward.code("thu_ky"), "máy mới")
            val steps = mutableListOf<SyncStep?>()
            // Unconfined: each value is noted by the thread that sets it, so none is missed.
            val noting = launch(Dispatchers.Unconfined) { phone.progress.toList(steps) }
            phone.sync()
            noting.cancelAndJoin()
            val received = steps.filterNotNull().map { it.received }
            assertTrue(received.size > 3 && received.max() > 20u, "$steps")
            assertEquals(listOf(null, null), listOf(steps.first(), steps.last()))
        }
    }

    @Test
    fun `an app with a socket of its own posts the bytes itself`() = wardStory { ward ->
        val head = ward.phone("bi_thu")
        val meeting = head.openMeeting()
        val server = OwnSocket(head.ask { account()!! }.url, scannedCode(ward.code("bi_thu")).pin)
        head.note(meeting, "Gửi qua đường riêng. ".repeat(40))
        do {
            val answer = server.post(head.ask { beginSync() }, head.ask { requestHeaders() })
        } while (head.ask { finishSync(answer) }.more)
        assertEquals("safe_on_server", head.ask { safety(meeting.text) }.state)
    }
}
