package dev.litert.sdkgen.runtime

import java.util.Calendar
import java.util.GregorianCalendar

/** Today, in the words of Python's `strftime`; English whatever the device's language is, as models have learned it. */
internal object TemplateDate {
    private val months = "January February March April May June July August September October November December".split(' ')
    private val days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(' ')

    fun now(form: String, calendar: Calendar = GregorianCalendar()): String {
        val out = StringBuilder()
        var at = 0
        while (at < form.length) {
            val c = form[at++]
            out.append(if (c == '%' && at < form.length) part(form[at++], calendar) else c.toString())
        }
        return out.toString()
    }

    private fun part(directive: Char, calendar: Calendar): String {
        fun digits(field: Int, offset: Int = 0) = (calendar.get(field) + offset).toString().padStart(2, '0')
        val month = months[calendar.get(Calendar.MONTH)]
        val day = days[calendar.get(Calendar.DAY_OF_WEEK) - 1]
        return when (directive) {
            'd' -> digits(Calendar.DAY_OF_MONTH)
            'm' -> digits(Calendar.MONTH, 1)
            'Y' -> calendar.get(Calendar.YEAR).toString()
            'y' -> digits(Calendar.YEAR, -calendar.get(Calendar.YEAR) / 100 * 100)
            'b' -> month.take(ABBREVIATED)
            'B' -> month
            'a' -> day.take(ABBREVIATED)
            'A' -> day
            'H' -> digits(Calendar.HOUR_OF_DAY)
            'M' -> digits(Calendar.MINUTE)
            'S' -> digits(Calendar.SECOND)
            '%' -> "%"
            else -> TemplateValue.fail("the date has no part %$directive on a device")
        }
    }

    private const val ABBREVIATED = 3
}
