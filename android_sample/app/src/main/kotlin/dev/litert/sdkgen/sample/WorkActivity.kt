package dev.litert.sdkgen.sample

import android.app.Activity
import android.content.Context
import android.os.Bundle
import android.view.MenuItem
import android.view.View
import android.widget.TextView

/**
 * A screen with one [Work]: shows whether it runs, how it failed, and offers to try again.
 *
 * @param layout includes `status.xml`
 * @param open gets the application, never an activity, since the work outlives it
 */
internal abstract class WorkActivity<M : AutoCloseable, R : Any>(private val layout: Int, private val open: (Context) -> M) : Activity() {
    lateinit var work: Work<M, R>
        private set

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        setContentView(layout)
        actionBar?.setDisplayHomeAsUpEnabled(true)
        work = retained() ?: work(applicationContext, open)
        findViewById<View>(R.id.retry).setOnClickListener { work.retry() }
        prepare(savedInstanceState)
        work.listener = ::render
        render()
    }

    /** Sets up the views of the layout. */
    protected abstract fun prepare(state: Bundle?)

    /** Shows an answer; the same one may come several times. */
    protected abstract fun show(result: R)

    private fun render() {
        findViewById<View>(R.id.busy).visibility = if (work.isBusy) View.VISIBLE else View.INVISIBLE
        val failure = work.failure
        findViewById<View>(R.id.failure).visibility = if (failure == null) View.GONE else View.VISIBLE
        findViewById<TextView>(R.id.failure_text).text = failure?.let { getString(R.string.failed, it.message ?: it.toString()) }
        work.result?.let(::show)
    }

    @Suppress("UNCHECKED_CAST") // it comes from onRetainNonConfigurationInstance of the same class
    private fun retained() = lastNonConfigurationInstance as Work<M, R>?

    override fun onRetainNonConfigurationInstance(): Any = work

    override fun onDestroy() {
        work.listener = null
        if (!isChangingConfigurations) work.close()
        super.onDestroy()
    }

    override fun onOptionsItemSelected(item: MenuItem): Boolean = when (item.itemId) {
        android.R.id.home -> true.also { finish() }
        else -> super.onOptionsItemSelected(item)
    }

    private companion object {
        /** Made here, where no activity can slip into the closure. */
        fun <M : AutoCloseable, R : Any> work(application: Context, open: (Context) -> M): Work<M, R> = Work { open(application) }
    }
}
