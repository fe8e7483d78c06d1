package io.xiaoer.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "您联系快递员13800138000",
        "电话是 138 0013 8000 哦",
        "１３８００１３８０００",
        "一三八零零一三八零零零",
        "幺三八零零幺三八零零零",
        "座机0571-88881234",
        "热线 8888 1234",
        "客服电话：10086",
        "订单号3705115058471208928已经发出",
        "运单 SF1234567890 您查一下",
        "取件码 3-2-1045",
        "验证码：482910",
        "寄到杭州市西湖区文三路100号",
        "浙江省义乌市北苑街道四季路18号3栋201室",
        "送到3栋2单元",
        "给您放在幸福小区12幢了",
        "收货地址是：湖北武汉洪山区光谷大道",
        "收件人：王小明",
        "您的名字叫什么不重要，名字是李雷就行",
        "王先生您好，已经发货了",
        "欧阳女士 包裹到了",
        "加微信 xiaoer_123 聊",
        "我的vx：abc12345",
        "QQ 12345678",
        "发到 somebody@example.com 了",
        "https://example.com/o?id=1",
        "wxid_abcdef",
      })
  void whatMayBeAboutOneCustomerIsSeen(String text) {
    assertThat(PersonalData.isIn(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "亲，现货一般下单后48小时内发出",
        "全店满59元包邮，不满收8元运费",
        "退款原路返回，1到3个工作日到账",
        "我们仓库在浙江义乌，全国都从这里发",
        "产品长60厘米宽40厘米高35厘米",
        "双十二活动12月10日晚8点开始，到12日结束，全店八折",
        "遥控器单卖25元一个，配两节7号电池",
        "单笔满1000元可以开，七个工作日寄出",
        "这款适合女士穿，先生也可以",
        "深色第一次洗会有轻微浮色，建议30度以下手洗",
        "物流路上会有一两天不更新",
        "有电梯免费送到家，没电梯的每层楼收20元",
        "支付失败可以换张银行卡",
        "2026-12-01之前都可以用",
        "每100克含糖5克",
        "一箱24包，每包50克",
        "大家都说好用，老师傅的手艺",
        "身高170体重130穿L码",
      })
  void whatIsAboutTheShopIsNot(String text) {
    assertThat(PersonalData.isIn(text)).isFalse();
  }
}
